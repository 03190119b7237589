"""Llama and its kin, warm-up and decay with a stable phase between, and fine-tuning."""

from mpmath import mpf, sqrt

from recipe_book.shelf import drops, fall, line, part, project, recipe, stairs, warm_cosine, warm_linear


def write():
    llama()
    stable()
    fine_tuning()


def llama():
    project("Llama and its kin")
    plain = "adamw(beta2=0.95, weight-decay=0.1, clip-norm=1)"
    second = "adamw(beta2=0.95, epsilon=1e-5, weight-decay=0.1, clip-norm=1)"
    for name, optimizer, peak, warm, total, low, source in [
        ("Llama 1, 7B", plain, 3e-4, 2000, 250_000, 3e-5, "Touvron et al. 2023, arXiv:2302.13971, table 2"),
        ("Llama 1, 65B", plain, 1.5e-4, 2000, 350_000, 1.5e-5, "Touvron et al. 2023, arXiv:2302.13971, table 2"),
        ("Llama 2, 7B", second, 3e-4, 2000, 500_000, 3e-5,
         "Touvron et al. 2023, arXiv:2307.09288, section 2.2"),
        ("Llama 2, 70B", second, 1.5e-4, 2000, 500_000, 1.5e-5,
         "Touvron et al. 2023, arXiv:2307.09288, section 2.2"),
        ("Llama 3, 405B, before annealing", "adamw", 8e-5, 8000, 1_200_000, 8e-7,
         "Grattafiori et al. 2024, arXiv:2407.21783, section 3.4.1; AdamW's settings aren't told"),
        ("TinyLlama", plain, 4e-4, 2000, 1_430_512, 4e-5, "Zhang et al. 2024, arXiv:2401.02385"),
        ("Baichuan 2, 7B", "adamw(beta2=0.95, weight-decay=0.1, clip-norm=0.5)", 2e-4, 2000, 650_000, 2e-5,
         "Yang et al. 2023, arXiv:2309.10305, section 2.5 and table 3; the lowest rate isn't told"),
        ("OLMo 2 7B, were it not cut", plain, 3e-4, 2000, 1_192_093, 3e-5,
         "OLMo team 2025, arXiv:2501.00656: 5T tokens in batches of 4M; OLMo: OLMo2-7B-stage1.yaml"),
    ]:
        group = ' with "@embedding" (weight-decay=0)' if name.startswith("OLMo") else ""
        recipe(
            name,
            f"{optimizer}: linear(0 -> {peak:g}) for {warm} then cosine(-> {low:g}){group}",
            total,
            lambda t, a=peak, warm=warm, total=total, low=low: warm_cosine(t, a, warm, total, low=low),
            source,
            around=[warm],
        )
    recipe(
        "OLMo 2 7B: cosine cut off at 3.9T of 5T tokens, then annealed over 50B",
        "adamw(beta2=0.95, weight-decay=0.1, clip-norm=1): linear(0 -> 3e-4) for 2000"
        " then cosine-restarts(3e-4 -> 3e-5, first=1190093) until 928646 then linear(6.1499e-5 -> 0)"
        ' with "@embedding" (weight-decay=0)',
        940_567,
        olmo_two,
        "OLMo team 2025, arXiv:2501.00656; OLMo: OLMo2-7B-stage1.yaml and stage2-seed42.yaml; README: step 928,646",
        around=[2000, 928_646],
    )
    recipe(
        "OLMo 7B",
        "adamw(beta2=0.95, epsilon=1e-5, weight-decay=0.1, clip-norm=1): linear(3e-5 -> 3e-4) for 5000"
        ' then linear(-> 3e-5) until 556000 then linear(-> 0) with "@norm,@bias,@embedding" (weight-decay=0)',
        557_000,
        lambda t: warm_linear(t, 3e-4, 5000, 556_000, low=3e-5, start=3e-5) * (1 - part(max(t - 556_000, 0), 1000)),
        "Groeneveld et al. 2024, arXiv:2402.00838, section 3: to a tenth, and to 0 in the last 1000 steps; OLMo: optim.py,"
        " whose warm-up begins at a tenth",
        around=[5000, 556_000],
    )


def olmo_two(t):
    if t < 928_646:
        return warm_cosine(t, 3e-4, 2000, 1_192_093, low=3e-5)
    return mpf(6.1499e-5) * (1 - mpf(t - 928_646) / 11_921)


def stable():
    project("Warm-up, stable, decay")
    recipe(
        "DeepSeek LLM 7B",
        "adamw(beta2=0.95, weight-decay=0.1, clip-norm=1): linear(0 -> 4.2e-4) for 2000"
        " then 4.2e-4 until 80% then 1.3272e-4 until 90% then 4.2e-5",
        211_927,
        lambda t: 4.2e-4 * part(t, 2000) if t < 2000 else stairs(t, 4.2e-4, (169_542, 1.3272e-4), (190_734, 4.2e-5)),
        "DeepSeek-AI 2024, arXiv:2401.02954, section 2.3: 31.6 % from 80 % of the tokens, 10 % from 90 %",
        around=[2000, 169_542, 190_734],
    )
    recipe(
        "DeepSeek-V2",
        "adamw(beta2=0.95, weight-decay=0.1, clip-norm=1): linear(0 -> 2.4e-4) for 2000"
        " then multistep(2.4e-4, at=[60%, 90%], gamma=0.316) from start",
        220_000,
        lambda t: 2.4e-4 * part(t, 2000) if t < 2000 else drops(t, 2.4e-4, (132_000, 198_000), 0.316),
        "DeepSeek-AI 2024, arXiv:2405.04434, section 3.1.2",
        around=[2000, 132_000, 198_000],
    )
    recipe(
        "DeepSeek-V3, a step for 100M tokens",
        "adamw(beta2=0.95, weight-decay=0.1, clip-norm=1): linear(0 -> 2.2e-4) for 281"
        " then 2.2e-4 until 100000 then cosine(-> 2.2e-5) until 143000 then 2.2e-5 until 146330 then 7.3e-6",
        148_000,
        lambda t: 2.2e-4 * part(t, 281)
        if t < 100_000
        else fall(2.2e-4, 2.2e-5, part(t - 100_000, 43_000)) if t < 146_330 else 7.3e-6,
        "DeepSeek-AI 2024, arXiv:2412.19437, section 4.2: 10T tokens, 4.3T, 333B and 167B; 2000 steps up are 28B"
        " while the batches grow from 12.6M to 62.9M over 469B",
        around=[281, 100_000, 143_000, 146_330],
    )
    recipe(
        "MiniCPM 2.4B",
        "adam: linear(0 -> 0.01) for 2000 then 0.01 until 90%"
        " then exponential(0.01, gamma=0.5, every=5000)",
        280_000,
        lambda t: 0.01 * part(t, 2000) if t < 252_000 else 0.01 * mpf(0.5) ** (mpf(t - 252_000) / 5000),
        "Hu et al. 2024, arXiv:2404.06395, section 6.2: 1T of 1.1T tokens in batches of 3.93M; the warm-up's length and"
        " Adam's settings aren't told",
        around=[2000, 252_000],
    )
    recipe(
        "Constant with a 1-sqrt cooldown",
        "adamw(beta2=0.95, weight-decay=0.1, clip-norm=1): linear(1e-5 -> 1e-3) for 300 then 1e-3 until 80%"
        " then cooldown(-> 0)",
        15_000,
        lambda t: line(1e-5, 1e-3, part(t, 300)) if t < 12_000 else 1e-3 * (1 - sqrt(mpf(t - 12_000) / 3000)),
        "Hägele et al. 2024, arXiv:2405.18392, equation 1; schedules-and-scaling: config/base.py and optim/utils.py, with"
        " the README's fifth",
        around=[300, 12_000],
    )
    recipe(
        "SmolLM 135M",
        "adamw(beta2=0.95, weight-decay=0.01, clip-norm=1): linear(0 -> 3e-3) for 5000 then 3e-3 until 500000"
        " then cooldown(-> 0)",
        600_000,
        lambda t: 3e-3 * part(t, 5000) if t < 500_000 else 3e-3 * (1 - sqrt(mpf(t - 500_000) / 100_000)),
        "Ben Allal et al. 2024, smollm: config_smollm1_135M.yaml, 600B tokens in batches of 1M",
        around=[5000, 500_000],
    )
    recipe(
        "SmolLM2 1.7B",
        "adamw(beta2=0.95, weight-decay=0.01, clip-norm=1): linear(0 -> 5e-4) for 2000 then 5e-4 until 4716000"
        " then cooldown(-> 0, shape=linear)",
        5_240_000,
        lambda t: 5e-4 * part(t, 2000) if t < 4_716_000 else 5e-4 * mpf(5_240_000 - t) / 524_000,
        "Ben Allal et al. 2025, arXiv:2502.02737; smollm: config_smollm2_1B.yaml, 11T tokens in batches of 2M",
        around=[2000, 4_716_000],
    )
    recipe(
        "Kimi K2, a step for 67.1M tokens",
        "muon(scale=match-rms, weight-decay=0.1): linear(0 -> 2e-4) for 500 then 2e-4 until 149012 then cosine(-> 2e-5)",
        230_968,
        lambda t: 2e-4 * part(t, 500) if t < 149_012 else fall(2e-4, 2e-5, part(t - 149_012, 81_956)),
        "Kimi team 2025, arXiv:2507.20534, section 2.5: 10T tokens constant, 5.5T by cosine",
        around=[500, 149_012],
    )


def fine_tuning():
    project("Fine-tuning of language models")
    for name, peak, low, share, steps, source in [
        ("Alpaca", 2e-5, 0, "3%", 1218, "Taori et al. 2023, stanford_alpaca: README, 3 epochs of 406 steps"),
        ("Vicuna 7B", 2e-5, 0, "4%", 3000, "Zheng et al. 2023, arXiv:2306.05685; FastChat: scripts/train_vicuna_7b.sh"),
        ("Zephyr 7B, supervised", 2e-5, 0, "10%", 1090, "Tunstall et al. 2023, arXiv:2310.16944; alignment-handbook"),
        ("Direct preference optimization, Zephyr 7B", 5e-7, 0, "10%", 1910, "alignment-handbook: dpo/config_full.yaml"),
    ]:
        warm = int(mpf(share[:-1]) * steps / 100 + mpf(0.5))
        recipe(
            name,
            f"adamw(weight-decay=0): linear(0 -> {peak:g}) for {warm} then cosine(-> {low:g})",
            steps,
            lambda t, peak=peak, warm=warm, steps=steps: warm_cosine(t, peak, warm, steps),
            source,
            around=[warm],
        )
    recipe(
        "QLoRA, 7B",
        "adamw(beta2=0.999, weight-decay=0, clip-norm=0.3): 2e-4",
        1875,
        lambda t: 2e-4,
        "Dettmers et al. 2023, arXiv:2305.14314, table 9: constant",
    )
    recipe(
        "Unsloth's notebooks",
        "adamw(weight-decay=0.01, clip-norm=1): linear(0 -> 2e-4) for 5 then linear(-> 0)",
        60,
        lambda t: warm_linear(t, 2e-4, 5, 60),
        "Han & Han 2023, unsloth's notebooks: Llama3.1_(8B)-Alpaca",
        around=[5],
    )
    recipe(
        "Sentence Transformers",
        'adamw(weight-decay=0.01, clip-norm=1): linear(0 -> 2e-5) for 10000 then linear(-> 0)'
        ' with "@norm,@bias" (weight-decay=0)',
        100_000,
        lambda t: warm_linear(t, 2e-5, 10_000, 100_000),
        "Reimers & Gurevych 2019, arXiv:1908.10084; SentenceTransformer.fit's defaults",
        around=[10_000],
    )
    recipe(
        "spaCy, transformer pipelines",
        "adam(weight-decay=0.01, decay=decoupled): linear(0 -> 5e-5) for 250 then linear(-> 0)",
        20_000,
        lambda t: warm_linear(t, 5e-5, 250, 20_000),
        "Honnibal et al. 2020, spaCy: quickstart_training.jinja, warmup_linear.v1; thinc's clipping of each tensor by itself"
        " is left out",
        around=[250],
    )
