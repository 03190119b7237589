"""What trainers offer by a word: Hugging Face Transformers and Diffusers, DeepSpeed, kohya, AlgoPerf."""

from mpmath import log, mpf, sqrt

from recipe_book.shelf import line, part, project, recipe, stairs, warm_cosine, watching, wave

ALL, UP = 1000, 100


def write():
    transformers()
    diffusers()
    deepspeed()
    others()


def transformers():
    project("Hugging Face Transformers, every SchedulerType")
    of = "Wolf et al. 2019, arXiv:1910.03771; transformers: optimization.py"
    up = f"adamw: linear(0 -> 5e-5) for {UP} then "

    def warm(name, text, rate, source=of, around=()):
        def at(t):
            return 5e-5 * (part(t, UP) if t < UP else rate(t - UP))

        recipe(name, up + text, ALL, at, source, around=[UP, *around])

    left = ALL - UP
    warm("linear", "linear(-> 0)", lambda u: 1 - part(u, left))
    warm("cosine", "cosine(-> 0)", lambda u: wave(part(u, left)))
    warm(
        "cosine_with_restarts, 3 cycles",
        "cosine-restarts(5e-5 -> 0, first=300)",
        lambda u: wave(mpf(3 * u % left) / left),
        around=[UP + 300, UP + 600],
    )
    warm(
        "polynomial, power 2",
        "polynomial(-> 1e-7, power=2)",
        lambda u: ((mpf(5e-5) - mpf(1e-7)) * (1 - part(u, left)) ** 2 + mpf(1e-7)) / mpf(5e-5),
    )
    recipe("constant", "adamw: 5e-5", ALL, lambda t: 5e-5, of)
    warm("constant_with_warmup", "5e-5", lambda u: 1)
    warm("inverse_sqrt", f"inverse-sqrt(5e-5, timescale={UP})", lambda u: 1 / sqrt(mpf(u + UP) / UP))
    warm(
        "cosine_with_min_lr",
        "cosine(-> 5e-6)",
        lambda u: wave(part(u, left)) * (1 - mpf("0.1")) + mpf("0.1"),
    )
    recipe(
        "cosine_warmup_with_min_lr, which counts from 1",
        "adamw: linear(5e-7 -> 5e-5) for 99 then cosine(-> 5e-6) for 900 then 5e-6",
        ALL,
        lambda t: 5e-5 * (mpf(t + 1) / UP if t < UP else wave(mpf(t - UP + 1) / left) * (1 - mpf("0.1")) + mpf("0.1")),
        of,
        around=[UP],
    )
    recipe(
        "warmup_stable_decay",
        "adamw: linear(0 -> 5e-5) for 100 then 5e-5 until 800 then cosine(-> 0)",
        ALL,
        lambda t: 5e-5 * (part(t, UP) if t < 800 else wave(part(t - 800, 200))),
        of,
        around=[UP, 800],
    )
    recipe(
        "warmup_stable_decay, 1-sqrt both ways, min_lr_ratio 0.1",
        "adamw: polynomial(5e-6 -> 5e-5, power=0.5) for 100 then 5e-5 until 800 then cooldown(-> 5e-6)",
        ALL,
        lambda t: 5e-5 * stable(t),
        of,
        around=[UP, 800],
    )
    losses = [1.0] + [0.9] * 12 + [0.95]
    watching(
        "reduce_lr_on_plateau",
        "adamw: plateau(5e-5, factor=0.1, patience=10)",
        ALL,
        {50 * (k + 1): loss for k, loss in enumerate(losses)},
        [5e-5] * 13 + [mpf(5e-5) * mpf(0.1)] * 2,
        of,
    )
    better = [1 - k / mpf(100) for k in range(16)]
    watching(
        "greedy, while it improves",
        "adamw: greedy(5e-5, factor=0.95, patience=10, min=1e-6)",
        ALL,
        {50 * (k + 1): float(loss) for k, loss in enumerate(better)},
        [5e-5] * 11 + [mpf(5e-5) / mpf(0.95)] * 6,
        "arXiv:2512.14527; transformers: optimization.py",
    )


def stable(t):
    if t < UP:
        return (1 - sqrt(1 - mpf(t) / UP)) * mpf("0.9") + mpf("0.1")
    return 1 if t < 800 else (1 - sqrt(mpf(t - 800) / 200)) * mpf("0.9") + mpf("0.1")


def diffusers():
    project("Diffusers and kohya's scripts")
    of = "von Platen et al. 2022, diffusers: optimization.py"
    recipe(
        "piecewise_constant, 1:100,0.1:200,0.01:300,0.005",
        "adamw: 1e-4 for 100 then 1e-5 until 200 then 1e-6 until 300 then 5e-7",
        ALL,
        lambda t: stairs(t, 1e-4, (100, 1e-5), (200, 1e-6), (300, 5e-7)),
        of,
        around=[100, 200, 300],
    )
    recipe(
        "Textual inversion",
        "adamw: 2e-3",
        3000,
        lambda t: mpf("2e-3"),
        "diffusers: examples/textual_inversion, its 5e-4 times 4 accumulated batches (--scale_lr)",
    )
    recipe(
        "kohya: cosine_with_restarts, 4 cycles",
        "adamw: linear(0 -> 1e-4) for 160 then cosine-restarts(1e-4 -> 0, first=360)",
        1600,
        lambda t: 1e-4 * part(t, 160) if t < 160 else 1e-4 * wave(mpf(4 * (t - 160) % 1440) / 1440),
        "kohya-ss/sd-scripts: library/train_util.py, --lr_scheduler_num_cycles 4",
        around=[160, 520],
    )
    recipe(
        "kohya: adafactor with relative_step=False",
        "adafactor: linear(0 -> 4e-7) for 100 then 4e-7",
        2000,
        lambda t: 4e-7 * part(t, 100),
        "kohya-ss/sd-scripts: docs/train_README, constant_with_warmup",
        around=[100],
    )
    recipe(
        "Prodigy with a cosine, for diffusion models",
        "prodigy(weight-decay=0.01, bias-correction=true, safeguard-warmup=true): cosine(1 -> 0)",
        2000,
        lambda t: wave(part(t, 2000)),
        "Mishchenko & Defazio 2023, arXiv:2306.06101; prodigy: README, its authors' advice",
    )


def deepspeed():
    project("DeepSpeed")
    of = "Rasley et al. 2020; deepspeed: runtime/lr_schedules.py, stepped after each update"
    recipe(
        "WarmupLR, logarithmic",
        "adamw: 0 for 1 then logarithmic(0 -> 1e-3) for 100 then 1e-3",
        ALL,
        lambda t: late(t, lambda i: 1e-3 * log_up(i)),
        of,
        around=[1, UP + 1],
    )
    recipe(
        "WarmupLR, linear",
        "adamw: 0 for 1 then linear(0 -> 1e-3) for 100 then 1e-3",
        ALL,
        lambda t: late(t, lambda i: 1e-3 * part(i, UP)),
        of + ", warmup_type linear",
        around=[1, UP + 1],
    )
    recipe(
        "WarmupDecayLR",
        "adamw: 0 for 1 then logarithmic(0 -> 1e-3) for 100 then linear(-> 0)",
        ALL + 1,
        lambda t: late(t, lambda i: 1e-3 * (log_up(i) if i < UP else mpf(ALL - i) / (ALL - UP))),
        of,
        around=[1, UP + 1],
    )
    recipe(
        "WarmupCosineLR, which counts its cosine from 1",
        "adamw: min(0 for 1 then logarithmic(0 -> 1e-3) for 100 then 1e-3,"
        " (1e-3 for 100 then cosine(-> 1e-7) for 900 then 1e-7))",
        ALL + 1,
        lambda t: late(t, lambda i: 1e-3 * (log_up(i) if i < UP else down(i))),
        of + ", warmup_min_ratio 0, cos_min_ratio 1e-4",
        around=[1, UP + 1],
    )
    recipe(
        "OneCycle",
        "adamw(beta1=linear(0.9 -> 0.8) for 300 then linear(-> 0.9) for 300 then 0.9, beta2=0.99):"
        " linear(1e-4 -> 1e-3) for 300 then linear(-> 1e-4) for 300 then 1e-4",
        ALL,
        lambda t: line(1e-4, 1e-3, part(t, 300)) if t < 300 else line(1e-3, 1e-4, part(t - 300, 300)),
        of + ", without a decay afterwards; its first beta1 is 0.8",
        around=[300, 600],
    )
    recipe(
        "LRRangeTest",
        "adamw: linear(1e-3 -> 0.051)",
        ALL,
        lambda t: 1e-3 * (1 + mpf(5) * mpf(t) / 100),
        of + ": step_size 100, step_rate 5",
    )


def late(t, rate):
    """Its schedulers are stepped after an update, and give 0 before: each rate comes an update late."""
    return rate(t - 1) if t > 0 else 0


def log_up(i):
    return log(mpf(i + 1)) / log(mpf(UP)) if i < UP else 1


def down(t):
    return line(1e-4, 1, wave(mpf(t - UP + 1) / (ALL - UP)))


def others():
    project("Without a schedule, and contests")
    recipe(
        "Schedule-free AdamW, AlgoPerf's winner",
        "schedule-free-adamw(beta1=0.9, beta2=0.9955159689799007, r=0.75, weight-decay=0.08121616522670176):"
        " linear(2.5e-6 -> 0.0025) for 999 then 0.0025",
        50_000,
        lambda t: 0.0025 * min(mpf(t + 1) / 1000, 1),
        "Defazio et al. 2024, arXiv:2405.15682; schedule_free: algoperf/self_tuning, warm-up of 2 % of three quarters of the"
        " benchmark's steps",
        around=[999],
    )
    recipe(
        "AlgoPerf's baseline, NAdamW",
        "nadamw(beta1=0.93266073836, beta2=0.9955159689799007, weight-decay=0.08121616522670176):"
        " linear(1.7486387539278373e-13 -> 0.0017486387539278373) for 2% then cosine(-> 0)",
        50_000,
        lambda t: warm_cosine(
            t, mpf(0.0017486387539278373), 1000, 50_000, start=mpf(1e-10) * mpf(0.0017486387539278373)
        ),
        "Dahl et al. 2023, arXiv:2306.07179; algorithmic-efficiency: baselines/self_tuning",
        around=[1000],
    )
    recipe(
        "D-Adaptation",
        "dadapt-adam: 1",
        10_000,
        lambda t: 1,
        "Defazio & Mishchenko 2023, arXiv:2301.07733",
    )
    recipe(
        "Distance over gradients",
        "dog: 1",
        10_000,
        lambda t: 1,
        "Ivgi et al. 2023, arXiv:2302.12022; its authors evaluate an average whose weights grow with time",
    )
