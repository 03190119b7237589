"""Speech, pictures that are made, games, science and scenes."""

from mpmath import exp, log, mpf, sqrt

from recipe_book.shelf import drops, line, part, project, recipe, warm_cosine, warm_linear


def write():
    speech()
    generation()
    games()
    science()


def speech():
    project("Speech and sound")
    recipe(
        "wav2vec 2.0, pre-training",
        "adamw(beta2=0.98, epsilon=1e-6, weight-decay=0.01): linear(0 -> 5e-4) for 32000 then linear(-> 0)",
        400_000,
        lambda t: warm_linear(t, 5e-4, 32_000, 400_000),
        "Baevski et al. 2020, arXiv:2006.11477; fairseq: wav2vec2_base_librispeech.yaml",
        around=[32_000],
    )
    recipe(
        "wav2vec 2.0, fine-tuning on 100 hours (tri-stage)",
        'adam(beta2=0.98): linear(3e-7 -> 3e-5) for 10% then 3e-5 for 40% then exponential(-> 1.5e-6)'
        ' with "*feature_extractor*" (frozen=true)',
        80_000,
        tri_stage,
        "Baevski et al. 2020, arXiv:2006.11477; fairseq: base_100h.yaml; in the paper all but the output layer begins at"
        " step 10,000",
        around=[8000, 40_000],
    )
    recipe(
        "HuBERT, base",
        "adamw(beta2=0.98, epsilon=1e-6, weight-decay=0.01, clip-norm=10): linear(0 -> 5e-4) for 32000 then linear(-> 0)",
        400_000,
        lambda t: warm_linear(t, 5e-4, 32_000, 400_000),
        "Hsu et al. 2021, arXiv:2106.07447; fairseq: hubert_base_librispeech.yaml, of the second iteration",
        around=[32_000],
    )
    recipe(
        "Whisper, large",
        "adamw(beta2=0.98, epsilon=1e-6, weight-decay=0.1, clip-norm=1): linear(0 -> 1.75e-4) for 2048"
        " then linear(-> 0)",
        1_048_576,
        lambda t: warm_linear(t, 1.75e-4, 2048, 1_048_576),
        "Radford et al. 2022, arXiv:2212.04356, tables 17 and 18",
        around=[2048],
    )
    recipe(
        "Conformer by ESPnet",
        "adam(weight-decay=1e-6): linear(6.25e-8 -> 0.0025) for 39999 then inverse-sqrt(0.0025, timescale=40000)",
        200_000,
        lambda t: mpf(0.0025) * sqrt(mpf(40_000)) * min(1 / sqrt(mpf(t + 1)), (t + 1) / sqrt(mpf(40_000) ** 3)),
        "Gulati et al. 2020, arXiv:2005.08100; espnet2: schedulers/warmup_lr.py, on LibriSpeech",
        around=[39_999],
    )
    recipe(
        "VITS",
        "adamw(beta1=0.8, beta2=0.99, epsilon=1e-9): exponential(2e-4, gamma=0.999875) per epoch",
        1000 * 197,
        lambda t: 2e-4 * mpf(0.999875) ** (t // 197),
        "Kim et al. 2021, arXiv:2106.06103; vits: configs/ljs_base.json",
        per_epoch=197,
        around=[197],
    )
    recipe(
        "HiFi-GAN",
        "adamw(beta1=0.8, beta2=0.99): exponential(2e-4, gamma=0.999) per epoch",
        1000 * 809,
        lambda t: 2e-4 * mpf(0.999) ** (t // 809),
        "Kong et al. 2020, arXiv:2010.05646; hifi-gan: config_v1.json",
        per_epoch=809,
        around=[809],
    )


def tri_stage(t):
    if t < 8000:
        return mpf(3e-5) * mpf("0.01") + mpf(3e-5) * mpf("0.99") / 8000 * t
    return mpf(3e-5) if t < 40_000 else 3e-5 * exp(log(mpf("0.05")) / 40_000 * (t - 40_000))


def generation():
    project("Pictures that are made")
    recipe(
        "DCGAN",
        "adam(beta1=0.5): 2e-4",
        25 * 3166,
        lambda t: 2e-4,
        "Radford et al. 2015, arXiv:1511.06434",
        per_epoch=3166,
    )
    recipe(
        "CycleGAN and pix2pix",
        "adam(beta1=0.5): 2e-4 for 98 epochs then linear(2e-4 -> 0) per epoch for 101 epochs then 0",
        200 * 1096,
        lambda t: 2e-4 * (1 - mpf(max(0, t // 1096 + 1 + 1 - 100)) / 101),
        "Zhu et al. 2017, arXiv:1703.10593; pytorch-CycleGAN-and-pix2pix: models/networks.py, lambda_rule, whose last epoch"
        " has no rate left",
        per_epoch=1096,
        around=[98 * 1096, 99 * 1096, 100 * 1096, 199 * 1096],
    )
    recipe(
        "Denoising diffusion (DDPM)",
        "adam(clip-norm=1, ema=0.9999): linear(0 -> 2e-4) for 5000 then 2e-4",
        800_000,
        lambda t: 2e-4 * min(mpf(t) / 5000, 1),
        "Ho et al. 2020, arXiv:2006.11239, appendix B; diffusion: nn.py",
        around=[5000],
    )
    recipe(
        "Latent diffusion, constant after a warm-up",
        "adamw(weight-decay=0.01, ema=0.9999): linear(1e-10 -> 1e-4) for 10000 then 1e-4",
        237_000,
        lambda t: 1e-4 * ((1 - mpf(1e-6)) / 10_000 * t + mpf(1e-6)) if t < 10_000 else 1e-4,
        "Rombach et al. 2021, arXiv:2112.10752; ldm: lr_scheduler.py, LambdaLinearScheduler",
        around=[10_000],
    )
    recipe(
        "Diffusion transformers (DiT)",
        "adamw(weight-decay=0, ema=0.9999): 1e-4",
        400_000,
        lambda t: 1e-4,
        "Peebles & Xie 2022, arXiv:2212.09748",
    )
    recipe(
        "EDM: a ramp of 10M images",
        "adam(ema=0.99929): min(linear(0 -> 0.02), 1e-3)",
        390_625,
        lambda t: 1e-3 * min(mpf(t) * 512 / 10_000_000, 1),
        "Karras et al. 2022, arXiv:2206.00364; edm: training_loop.py, batches of 512, half-life of 500k images",
        around=[19_531],
    )
    recipe(
        "EDM2-S",
        "adam(beta2=0.99): min(linear(0 -> 2.147483648), (0.01 for 70000 then inverse-sqrt(0.01, timescale=70000)))",
        1_048_576,
        lambda t: 0.01 / sqrt(max(mpf(t) / 70_000, 1)) * min(mpf(t) * 2048 / 10_000_000, 1),
        "Karras et al. 2023, arXiv:2312.02696; edm2: training_loop.py, batches of 2048",
        around=[4883, 70_000],
    )


def games():
    project("Reinforcement learning")
    recipe(
        "DQN on Atari",
        "rmsprop(alpha=0.95, epsilon=0.01, centered=true, epsilon-inside=true): 2.5e-4",
        12_500_000,
        lambda t: 2.5e-4,
        "Mnih et al. 2015, Human-level control, extended data table 1",
    )
    recipe(
        "PPO on Atari, annealed at every iteration",
        "adam(epsilon=1e-5, clip-norm=0.5): linear(2.5e-4 -> 0) per epoch",
        9765 * 16,
        lambda t: (1 - mpf(t // 16 + 1 - 1) / 9765) * 2.5e-4,
        "Schulman et al. 2017, arXiv:1707.06347; cleanrl: ppo_atari.py; an epoch is an iteration of 16 updates",
        per_epoch=16,
        around=[16],
    )
    recipe(
        "AlphaGo Zero",
        "sgd(momentum=0.9, weight-decay=1e-4): multistep(0.01, at=[400000, 600000])",
        700_000,
        lambda t: drops(t, 0.01, (400_000, 600_000), 0.1),
        "Silver et al. 2017, Mastering the game of Go without human knowledge, extended data table 3",
        around=[400_000, 600_000],
    )
    recipe(
        "AlphaZero, chess",
        "sgd(momentum=0.9, weight-decay=1e-4): multistep(0.2, at=[100000, 300000, 500000])",
        700_000,
        lambda t: drops(t, 0.2, (100_000, 300_000, 500_000), 0.1),
        "Silver et al. 2017, arXiv:1712.01815, pseudocode",
        around=[100_000, 500_000],
    )
    recipe(
        "MuZero, Atari",
        "sgd(momentum=0.9, weight-decay=1e-4): exponential(0.05, gamma=0.1, every=350000)",
        1_000_000,
        lambda t: 0.05 * mpf(0.1) ** (mpf(t) / 350_000),
        "Schrittwieser et al. 2019, arXiv:1911.08265, pseudocode",
    )


def science():
    project("Science and scenes")
    recipe(
        "AlphaFold 2 by OpenFold, initial training",
        "adam(epsilon=1e-5, clip-norm=0.1, ema=0.999): linear(0 -> 1e-3) for 1000"
        " then multistep(1e-3, at=[50001], gamma=0.95) from start",
        78_125,
        lambda t: 1e-3 * part(t, 1000) if t <= 1000 else drops(t - 1, 1e-3, (50_000,), 0.95),
        "Jumper et al. 2021, supplement 1.11.3; openfold: lr_schedulers.py, whose drop comes one step after the time",
        around=[1000, 50_000],
    )
    recipe(
        "ESM-2",
        "adam(beta2=0.98, weight-decay=0.01): linear(0 -> 4e-4) for 2000 then linear(-> 4e-5) until 90% then 4e-5",
        500_000,
        lambda t: warm_linear(t, 4e-4, 2000, 450_000, low=4e-5),
        "Lin et al. 2023, Evolutionary-scale prediction of atomic-level protein structure, supplement A.2.4",
        around=[2000, 450_000],
    )
    recipe(
        "GraphCast",
        "adamw(beta2=0.95, weight-decay=0.1, clip-norm=32): linear(0 -> 1e-3) for 1000"
        " then cosine(-> 0) until 300000 then 3e-7",
        311_000,
        lambda t: warm_cosine(t, 1e-3, 1000, 300_000) if t < 300_000 else 3e-7,
        "Lam et al. 2022, arXiv:2212.12794, section 4.5",
        around=[1000, 300_000],
    )
    recipe(
        "NeRF",
        "adam(epsilon=1e-7): exponential(5e-4, gamma=0.1, every=250000)",
        200_000,
        lambda t: 5e-4 * mpf(0.1) ** (mpf(t) / 250_000),
        "Mildenhall et al. 2020, arXiv:2003.08934; nerf: run_nerf.py, lrate_decay 250",
    )
    recipe(
        "3D Gaussian splatting, positions",
        "adam(epsilon=1e-15): exponential(1.5997544097736427e-4 -> 1.6e-6)",
        29_999,
        lambda t: exp(line(log(mpf(1.6e-4)), log(mpf(1.6e-6)), part(t + 1, 30_000))),
        "Kerbl et al. 2023, arXiv:2308.04079; gaussian-splatting: train.py, which counts from 1 and leaves out its last step",
    )
    recipe(
        "word2vec, skip-gram",
        "sgd: max(linear(0.025 -> 0), 2.5e-6)",
        1_000_000,
        lambda t: max(0.025 * (1 - part(t, 1_000_000)), mpf(0.025) * mpf("0.0001")),
        "Mikolov et al. 2013, arXiv:1301.3781; word2vec.c",
    )
    recipe(
        "fastText",
        "sgd: linear(0.1 -> 0)",
        1_000_000,
        lambda t: 0.1 * (1 - part(t, 1_000_000)),
        "Joulin et al. 2016, arXiv:1607.01759; fasttext.cc",
    )
    recipe(
        "Stanford's GloVe",
        "adagrad(initial-accumulator=1, epsilon=0): 0.05",
        100_000,
        lambda t: 0.05,
        "Pennington et al. 2014; glove.c, eta 0.05; it adds a gradient's square after it has moved by it",
    )
