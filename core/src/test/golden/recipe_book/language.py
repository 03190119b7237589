"""Language models and translation."""

from mpmath import mpf, sqrt

from recipe_book.shelf import fall, line, part, project, recipe, warm_cosine, warm_linear, warm_root


def write():
    translation()
    encoders()
    gpt()


def translation():
    project("Translation")
    recipe(
        "Transformer, base (Noam)",
        "adam(beta2=0.98, epsilon=1e-9): linear(1.746928107421711e-7 -> 6.987712429686844e-4) for 3999"
        " then inverse-sqrt(6.987712429686844e-4, timescale=4000)",
        100_000,
        lambda t: min(1 / sqrt(mpf(t + 1)), (t + 1) / sqrt(mpf(4000) ** 3)) / sqrt(mpf(512)),
        "Vaswani et al. 2017, arXiv:1706.03762, equation 3",
        around=[3999],
    )
    recipe(
        "Transformer by Tensor2Tensor",
        "adam(beta2=0.997, epsilon=1e-9): linear(0 -> 9.882117688026186e-4) for 8000"
        " then inverse-sqrt(9.882117688026186e-4, timescale=8000)",
        250_000,
        lambda t: 2 * part(t, 8000) / sqrt(mpf(max(t, 8000))) / sqrt(mpf(512)),
        "Vaswani et al. 2018, arXiv:1803.07416; tensor2tensor: transformer_base_v3, constant 2 and hidden size 512",
        around=[8000],
    )
    recipe(
        "fairseq, inverse_sqrt",
        "adamw(beta2=0.98, weight-decay=1e-4): linear(0 -> 5e-4) for 4000 then inverse-sqrt(5e-4, timescale=4000)",
        50_000,
        lambda t: 5e-4 * part(t, 4000) if t < 4000 else mpf(5e-4) * sqrt(mpf(4000)) / sqrt(mpf(t)),
        "Ott et al. 2019, arXiv:1904.01038; fairseq: examples/translation, whose adam decays as adamw does",
        around=[4000],
    )
    recipe(
        "fairseq, cosine: adaptive inputs on WikiText-103",
        "sgd(momentum=0.99, nesterov=true, clip-norm=0.1): linear(1e-7 -> 1) for 16000 then cosine(-> 1e-4)",
        286_000,
        shrinking,
        "Baevski & Auli 2018, arXiv:1809.10853; fairseq: cosine_lr_scheduler.py",
        around=[16_000],
    )
    recipe(
        "fairseq, cosine: the same with its second cycle, --t-mult 2 --lr-shrink 0.75",
        "sgd(momentum=0.99, nesterov=true, clip-norm=0.1): linear(1e-7 -> 1) for 16000"
        " then cosine-restarts(1 -> 1e-4, first=270000, multiply=2) * multistep(1, at=[270000], gamma=0.75)",
        826_000,
        shrinking,
        "fairseq: cosine_lr_scheduler.py, whose floor shrinks with its peaks",
        around=[16_000, 286_000],
    )
    recipe(
        "Marian, transformer",
        "adam(beta2=0.98, epsilon=1e-9, clip-norm=5): linear(0 -> 3e-4) for 16000"
        " then inverse-sqrt(3e-4, timescale=16000)",
        300_000,
        lambda t: warm_root(t, 3e-4, 16_000),
        "Junczys-Dowmunt et al. 2018, arXiv:1804.00344; --lr-warmup 16000 --lr-decay-inv-sqrt 16000",
        around=[16_000],
    )


def shrinking(t):
    if t < 16_000:
        return line(1e-7, 1, part(t, 16_000))
    if t < 286_000:
        return fall(1, 1e-4, part(t - 16_000, 270_000))
    return mpf(0.75) * fall(1, 1e-4, part(t - 286_000, 540_000))


def encoders():
    project("BERT and its kin")
    recipe(
        "BERT, pre-training",
        'adamw(epsilon=1e-6, bias-correction=false, weight-decay=0.01, clip-norm=1): linear(0 -> 1e-4) for 10000'
        ' then linear(1e-4 -> 0) from start'
        ' with "@norm,@bias" (weight-decay=0)',
        1_000_000,
        lambda t: 1e-4 * part(t, 10_000) if t < 10_000 else 1e-4 * (1 - part(t, 1_000_000)),
        "Devlin et al. 2018, arXiv:1810.04805; bert: optimization.py, whose decay counts from the start",
        around=[10_000],
    )
    recipe(
        "BERT, fine-tuning for 3 epochs",
        "adamw(epsilon=1e-6, bias-correction=false, weight-decay=0.01, clip-norm=1): linear(0 -> 2e-5) for 3681"
        ' then linear(2e-5 -> 0) from start with "@norm,@bias" (weight-decay=0)',
        36_816,
        lambda t: 2e-5 * part(t, 3681) if t < 3681 else 2e-5 * (1 - part(t, 36_816)),
        "Devlin et al. 2018, arXiv:1810.04805; bert: run_classifier.py, warmup_proportion 0.1, on MNLI",
        around=[3681],
    )
    for name, peak, warm, total, options, source in [
        ("RoBERTa, base", 6e-4, 24_000, 500_000, "beta2=0.98, epsilon=1e-6, weight-decay=0.01",
         "Liu et al. 2019, arXiv:1907.11692, table 9"),
        ("RoBERTa, large", 4e-4, 30_000, 500_000, "beta2=0.98, epsilon=1e-6, weight-decay=0.01",
         "Liu et al. 2019, arXiv:1907.11692, table 9"),
        ("XLNet, large", 4e-4, 40_000, 500_000, "epsilon=1e-6, weight-decay=0.01",
         "Yang et al. 2019, arXiv:1906.08237, appendix"),
    ]:
        recipe(
            name,
            f"adamw({options}): linear(0 -> {peak:g}) for {warm} then linear(-> 0)",
            total,
            lambda t, peak=peak, warm=warm, total=total: warm_linear(t, peak, warm, total),
            source,
            around=[warm],
        )
    recipe(
        "DeBERTa, base",
        "adamw(epsilon=1e-6, bias-correction=false, weight-decay=0.01, clip-norm=1): linear(0 -> 1e-4) for 10000"
        ' then linear(1e-4 -> 0) from start with "@norm,@bias" (weight-decay=0)',
        1_000_000,
        lambda t: 1e-4 * part(t, 10_000) if t < 10_000 else 1e-4 * (1 - part(t, 1_000_000)),
        "He et al. 2020, arXiv:2006.03654; DeBERTa: language_model/mlm.sh, in batches of 256, and lr_schedulers.py, whose"
        " decay counts from the start",
        around=[10_000],
    )
    recipe(
        "ELECTRA, small",
        "adamw(epsilon=1e-6, bias-correction=false, weight-decay=0.01, clip-norm=1):"
        ' (linear(0 -> 1) for 10000 then 1) * linear(5e-4 -> 0) with "@norm,@bias" (weight-decay=0)',
        1_000_000,
        lambda t: part(t, 10_000) * 5e-4 * (1 - part(t, 1_000_000)),
        "Clark et al. 2020, arXiv:2003.10555; electra: model/optimization.py, whose decay counts from the start",
        around=[10_000],
    )
    recipe(
        "ALBERT",
        "lamb(weight-decay=0.01, clip-norm=1): linear(0 -> 1.76e-3) for 3125 then linear(1.76e-3 -> 0) from start"
        ' with "@norm,@bias" (weight-decay=0)',
        125_000,
        lambda t: 1.76e-3 * (part(t, 3125) if t < 3125 else 1 - part(t, 125_000)),
        "Lan et al. 2019, arXiv:1909.11942; albert: optimization.py, whose decay counts from the start; its LAMB corrects no"
        " bias, and norms and biases have no ratio",
        around=[3125],
    )
    recipe(
        "T5, pre-training",
        "adafactor(scale-parameter=true): 0.01 for 10000 then inverse-sqrt(0.01, timescale=10000)",
        524_288,
        lambda t: 1 / sqrt(mpf(max(t, 10_000))),
        "Raffel et al. 2019, arXiv:1910.10683, section 3.1.2",
        around=[10_000],
    )
    recipe(
        "ULMFiT, slanted triangle",
        'adam(beta1=0.7, beta2=0.99): linear(0.0003125 -> 0.01) for 10% then linear(-> 0.0003125)'
        ' with "layer3*" (rate=0.3846153846) with "layer2*" (rate=0.1479289941) with "layer1*" (rate=0.05689576695)',
        10_000,
        lambda t: 0.01 * (1 + 31 * (part(t, 1000) if t < 1000 else 1 - mpf(t - 1000) / 9000)) / 32,
        "Howard & Ruder 2018, arXiv:1801.06146, cut_frac 0.1, ratio 32, layers at 1/2.6 of the next",
        around=[1000],
    )


def gpt():
    project("GPT")
    recipe(
        "GPT-1",
        'adamw(weight-decay=0.01): linear(0 -> 2.5e-4) for 2000 then cosine(-> 0) with "@norm,@bias" (weight-decay=0)',
        100 * 8000,
        lambda t: warm_cosine(t, 2.5e-4, 2000, 800_000),
        "Radford et al. 2018, section 4.1, 100 epochs",
        around=[2000],
    )
    for name, peak, batch, steps in [
        ("GPT-3 125M", 6e-4, 500_000, 600_000),
        ("GPT-3 13B", 1e-4, 2_000_000, 150_000),
    ]:
        warm, until = 375_000_000 // batch, 260_000_000_000 // batch
        recipe(
            f"{name}, in full batches",
            f"adamw(beta2=0.95, weight-decay=0.1, clip-norm=1): linear(0 -> {peak:g}) for {warm}"
            f" then cosine(-> {peak / 10:g}) until {until} then {peak / 10:g}",
            steps,
            lambda t, peak=peak, warm=warm, until=until: warm_cosine(t, peak, warm, until, low=float(f"{peak / 10:g}")),
            "Brown et al. 2020, arXiv:2005.14165, appendix B: 375M tokens up, down to a tenth over 260B",
            around=[warm, until],
        )
    recipe(
        "nanoGPT, GPT-2 124M",
        "adamw(beta2=0.95, weight-decay=0.1, clip-norm=1): linear(2.9985007496251874e-7 -> 6e-4) for 2000"
        ' then cosine(-> 6e-5) with "@vector" (weight-decay=0)',
        600_000,
        lambda t: 6e-4 * mpf(t + 1) / 2001 if t < 2000 else fall(6e-4, 6e-5, part(t - 2000, 598_000)),
        "Karpathy 2022, nanoGPT: train.py; its warm-up counts from 1",
        around=[2000],
    )
    recipe(
        "nanoGPT, Shakespeare by characters",
        "adamw(beta2=0.99, weight-decay=0.1, clip-norm=1): linear(9.900990099009901e-6 -> 1e-3) for 100"
        ' then cosine(-> 1e-4) with "@vector" (weight-decay=0)',
        5000,
        lambda t: 1e-3 * mpf(t + 1) / 101 if t < 100 else fall(1e-3, 1e-4, part(t - 100, 4900)),
        "Karpathy 2022, nanoGPT: config/train_shakespeare_char.py",
        around=[100],
    )
    recipe(
        "llm.c, GPT-2 124M",
        "adamw(beta2=0.95, weight-decay=0.1, clip-norm=1): linear(8.571428571428571e-7 -> 6e-4) for 699"
        ' then 6e-4 for 1 then cosine(-> 0) with "@vector" (weight-decay=0)',
        18_865,
        lambda t: 6e-4 * mpf(t + 1) / 700 if t < 700 else fall(6e-4, 0, part(t - 700, 18_165)),
        "Karpathy 2024, llm.c: schedulers.h with -u 700 -q 0.0",
        around=[700],
    )
    recipe(
        "build-nanogpt",
        "adamw(beta2=0.95, weight-decay=0.1, clip-norm=1): linear(8.391608391608391e-7 -> 6e-4) for 714"
        ' then 6e-4 for 1 then cosine(-> 6e-5) with "@vector" (weight-decay=0)',
        19_073,
        lambda t: 6e-4 * mpf(t + 1) / 715 if t < 715 else fall(6e-4, 6e-5, part(t - 715, 18_358)),
        "Karpathy 2024, build-nanogpt: train_gpt2.py",
        around=[715],
    )
    recipe(
        "nanochat, base model",
        "muon(momentum=linear(0.85 -> 0.97) for 400 then 0.97 until 35% then linear(-> 0.9),"
        " weight-decay=cosine(0.28 -> 0)): linear(5e-4 -> 0.02) for 39 then 0.02 until 35% then linear(-> 1e-3)",
        2000,
        lambda t: 0.02 * (mpf(t + 1) / 40 if t < 40 else line(0.05, 1, min(mpf(2000 - t) / 1300, mpf(1)))),
        "Karpathy 2025, nanochat: scripts/base_train.py, the matrices of 12 layers in batches of 0.5M tokens; all else has"
        " rates of its own",
        around=[40, 700],
    )
    recipe(
        "GPT-NeoX-20B",
        "adamw(beta2=0.95, weight-decay=0.01, clip-norm=1): linear(0 -> 9.7e-5) for 1% then cosine(-> 9.7e-6)"
        ' with "@norm,@bias" (weight-decay=0)',
        150_000,
        lambda t: warm_cosine(t, 9.7e-5, 1500, 150_000, low=9.7e-6),
        "Black et al. 2022, arXiv:2204.06745, appendix",
        around=[1500],
    )
    recipe(
        "Pythia 160M",
        "adamw(beta2=0.95, weight-decay=0.1, clip-norm=1): linear(0 -> 6e-4) for 1% then cosine(-> 6e-5)"
        ' with "@norm,@bias" (weight-decay=0)',
        143_000,
        lambda t: warm_cosine(t, 6e-4, 1430, 143_000, low=6e-5),
        "Biderman et al. 2023, arXiv:2304.01373, appendix",
        around=[1430],
    )
    recipe(
        "Gopher 280B",
        "adam(clip-norm=0.25): linear(1e-7 -> 4e-5) for 1500 then cosine(-> 4e-6)",
        50_000,
        lambda t: warm_cosine(t, 4e-5, 1500, 50_000, low=4e-6, start=1e-7),
        "Rae et al. 2021, arXiv:2112.11446, section 3.2; 300B tokens in batches of 6M",
        around=[1500],
    )
    recipe(
        "Chinchilla 70B, a step for 1.5M tokens",
        "adamw: linear(1e-7 -> 1e-4) for 1500 then cosine(-> 1e-5)",
        933_333,
        lambda t: warm_cosine(t, 1e-4, 1500, 933_333, low=1e-5, start=1e-7),
        "Hoffmann et al. 2022, arXiv:2203.15556, table 4: 1.4T tokens; the warm-up is Gopher's, AdamW's settings aren't told",
        around=[1500],
    )
    recipe(
        "OPT-175B, as planned",
        "adamw(beta2=0.95, weight-decay=0.1, clip-norm=1): linear(0 -> 1.2e-4) for 2000 then linear(-> 1.2e-5)",
        150_000,
        lambda t: warm_linear(t, 1.2e-4, 2000, 150_000, low=1.2e-5),
        "Zhang et al. 2022, arXiv:2205.01068, section 2.2; the real run changed its rate by hand",
        around=[2000],
    )
    recipe(
        "PaLM",
        "adafactor(scale-parameter=true, clip-norm=1): 0.01 for 10000 then inverse-sqrt(0.01, timescale=10000)",
        255_000,
        lambda t: 0.01 if t < 10_000 else 1 / sqrt(mpf(t)),
        "Chowdhery et al. 2022, arXiv:2204.02311, section 5; without its momentum and its weight decay of lr²",
        around=[10_000],
    )
    recipe(
        "Cerebras-GPT 111M",
        "adamw(beta2=0.95, weight-decay=0.1, clip-norm=1): linear(0 -> 6e-4) for 1525 then linear(-> 6e-5)",
        9037,
        lambda t: warm_linear(t, 6e-4, 1525, 9037, low=6e-5),
        "Dey et al. 2023, arXiv:2304.03208; modelzoo: Cerebras_GPT/111m.yaml, in batches of 120 sequences",
        around=[1525],
    )
    recipe(
        "Mamba 130M",
        "adamw(beta2=0.95, weight-decay=0.1, clip-norm=1): linear(0 -> 3e-3) for 10% then cosine(-> 1e-5)",
        4800,
        lambda t: warm_cosine(t, 3e-3, 480, 4800, low=1e-5),
        "Gu & Dao 2023, arXiv:2312.00752, appendix E.2: 5 times GPT-3's rate, down to 1e-5; the warm-up's length isn't told",
        around=[480],
    )
    recipe(
        "phi-1, base",
        "adamw(weight-decay=0.1): linear(0 -> 1e-3) for 750 then linear(-> 0)",
        36_000,
        lambda t: warm_linear(t, 1e-3, 750, 36_000),
        "Gunasekar et al. 2023, arXiv:2306.11644, section 2.3",
        around=[750],
    )
    recipe(
        "phi-1.5",
        "adamw(beta2=0.98, epsilon=1e-7, weight-decay=0.1): 2e-4",
        35_763,
        lambda t: 2e-4,
        "Li et al. 2023, arXiv:2309.05463, section 2.3: constant, no warm-up; 150B tokens in batches of 2048 times 2048",
    )
