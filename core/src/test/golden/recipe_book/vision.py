"""Vision transformers, and what learns without labels."""

from mpmath import mpf

from recipe_book.shelf import drops, fall, line, part, project, recipe, warm_cosine, warm_linear, wave


def write():
    transformers()
    without_labels()


def transformers():
    project("Vision transformers and their like")
    recipe(
        "DeiT-B, batches of 1024",
        'adamw(weight-decay=0.05, ema=0.99996): linear(1e-6 -> 1e-3) per epoch for 5 epochs'
        ' then cosine(1e-3 -> 1e-5) per epoch from start with "@vector" (weight-decay=0)',
        300 * 1251,
        lambda t: line(1e-6, 1e-3, part(t // 1251, 5)) if t < 6255 else fall(1e-3, 1e-5, part(t // 1251, 300)),
        "Touvron et al. 2020, arXiv:2012.12877; deit: main.py",
        per_epoch=1251,
        around=[1251, 6255],
    )
    recipe(
        "ViT-B, pre-training on ImageNet-21k",
        "adamw(weight-decay=0.03): linear(0 -> 1e-3) for 10000 then linear(-> 1e-5)",
        311_850,
        lambda t: warm_linear(t, 1e-3, 10_000, 311_850, low=1e-5),
        "Dosovitskiy et al. 2020, arXiv:2010.11929, table 3, 90 epochs in batches of 4096; vision_transformer: utils.py",
        around=[10_000],
    )
    recipe(
        "ViT, fine-tuning",
        "sgd(momentum=0.9, clip-norm=1): linear(0 -> 0.03) for 500 then cosine(-> 0)",
        20_000,
        lambda t: part(t, 500) * 0.03 if t < 500 else 0.03 * wave(part(t - 500, 19_500)),
        "Dosovitskiy et al. 2020, arXiv:2010.11929; vision_transformer: utils.py",
        around=[500],
    )
    recipe(
        "MLP-Mixer-B/16 on ImageNet",
        'adamw(weight-decay=0.1, clip-norm=1): linear(0 -> 1e-3) for 10000 then linear(-> 1e-5)'
        ' with "@vector" (weight-decay=0)',
        92_897,
        lambda t: 1e-3 * part(t, 10_000)
        if t < 10_000
        else mpf(1e-5) + (mpf(1e-3) - mpf(1e-5)) * (1 - part(t - 10_000, 82_897)),
        "Tolstikhin et al. 2021, arXiv:2105.01601; big_vision: configs/mlp_mixer_i1k.py, 300 epochs in batches of 4096",
        around=[10_000],
    )
    recipe(
        "ViT-G: root with a cooldown",
        "adafactor(weight-decay=0.03, clip-norm=1): (linear(0 -> 1) for 10000 then 1 until 950000 then linear(-> 0))"
        ' * (8e-4 for 10000 then inverse-sqrt(8e-4, timescale=10000)) with "head*" (weight-decay=3)'
        ' with "@vector" (weight-decay=0)',
        1_000_000,
        lambda t: mpf(8e-4)
        / (1 + mpf(max(0, t - 10_000)) / 10_000) ** mpf(0.5)
        * min(part(t, 10_000), mpf(1_000_000 - t) / 50_000),
        "Zhai et al. 2021, arXiv:2106.04560; big_vision: configs/proj/scaling_laws/train_vit_g.py; without its momentum of"
        " 0.9",
        around=[10_000, 950_000],
    )
    recipe(
        "Swin-T",
        'adamw(weight-decay=0.05, clip-norm=5): linear(1e-6 -> 1e-3) for 20 epochs'
        ' then cosine(-> 1e-5) with "@vector,relative_position_bias_table*" (weight-decay=0)',
        300 * 1251,
        lambda t: warm_cosine(t, 1e-3, 25_020, 300 * 1251, low=1e-5, start=1e-6),
        "Liu et al. 2021, arXiv:2103.14030; Swin-Transformer: config.py and lr_scheduler.py, in batches of 1024",
        per_epoch=1251,
        around=[25_020],
    )
    recipe(
        "ConvNeXt-T",
        'adamw(weight-decay=0.05, ema=0.9999): linear(0 -> 4e-3) for 6259 then 4e-3 for 1 then cosine(-> 1e-6)'
        ' with "@vector" (weight-decay=0)',
        300 * 313,
        lambda t: mpf(4e-3) * t / 6259 if t < 6260 else fall(4e-3, 1e-6, part(t - 6260, 280 * 313)),
        "Liu et al. 2022, arXiv:2201.03545; ConvNeXt: utils.py, whose warm-up ends at its last step",
        per_epoch=313,
        around=[6260],
    )
    recipe(
        "MAE, pre-training, batches of 4096",
        'adamw(beta2=0.95, weight-decay=0.05): linear(0 -> 2.4e-3) for 40 epochs then cosine(-> 0)'
        ' with "@vector" (weight-decay=0)',
        800 * 312,
        lambda t: warm_cosine(mpf(t) / 312, 2.4e-3, 40, 800),
        "He et al. 2021, arXiv:2111.06377; mae: util/lr_sched.py",
        per_epoch=312,
        around=[40 * 312],
    )
    layers = " ".join(f'with "blocks.{k}.*" (rate={0.65 ** (12 - k):.10g})' for k in range(12))
    recipe(
        "MAE, fine-tuning of ViT-B with layer-wise decay",
        f'adamw(weight-decay=0.05): linear(0 -> 2e-3) for 5 epochs then cosine(-> 1e-6)'
        f' {layers} with "@vector" (weight-decay=0)',
        100 * 1252,
        lambda t: warm_cosine(mpf(t) / 1252, 2e-3, 5, 100, low=1e-6),
        "He et al. 2021, arXiv:2111.06377; mae: util/lr_decay.py, layer_decay 0.65",
        per_epoch=1252,
        around=[5 * 1252],
    )


def without_labels():
    project("Learning without labels, and images with texts")
    recipe(
        "DINO, ViT-S",
        'adamw(weight-decay=cosine(0.04 -> 0.4)): linear(0 -> 2e-3) for 12509 then 2e-3 for 1'
        ' then cosine(-> 1e-6) with "@vector" (weight-decay=0)',
        100 * 1251,
        lambda t: mpf(2e-3) * t / 12_509 if t < 12_510 else fall(2e-3, 1e-6, part(t - 12_510, 90 * 1251)),
        "Caron et al. 2021, arXiv:2104.14294; dino: utils.py, whose clipping of each tensor by itself is left out",
        per_epoch=1251,
        around=[12_510],
    )
    recipe(
        "MoCo",
        "sgd(momentum=0.9, weight-decay=1e-4): multistep(0.03, at=[120, 160]) per epoch",
        200 * 5004,
        lambda t: drops(t // 5004, 0.03, [120, 160], 0.1),
        "He et al. 2019, arXiv:1911.05722",
        per_epoch=5004,
        around=[120 * 5004],
    )
    recipe(
        "MoCo v2",
        "sgd(momentum=0.9, weight-decay=1e-4): cosine(0.03 -> 0) per epoch",
        200 * 5004,
        lambda t: 0.03 * wave(part(t // 5004, 200)),
        "Chen et al. 2020, arXiv:2003.04297; moco: main_moco.py --cos",
        per_epoch=5004,
    )
    recipe(
        "MoCo v3, ViT-B",
        'adamw(weight-decay=0.1): linear(0 -> 2.4e-3) for 40 epochs then cosine(-> 0)'
        ' with "*patch_embed.proj*" (frozen=true)',
        300 * 312,
        lambda t: warm_cosine(mpf(t) / 312, 2.4e-3, 40, 300),
        "Chen et al. 2021, arXiv:2104.02057; moco-v3: main_moco.py",
        per_epoch=312,
        around=[40 * 312],
    )
    recipe(
        "SimCLR, batches of 4096",
        'lars(weight-decay=1e-4): linear(0 -> 4.8) for 10 epochs then cosine(-> 0) with "@vector" (weight-decay=0)',
        100 * 312,
        lambda t: warm_cosine(t, 4.8, 3120, 100 * 312),
        "Chen et al. 2020, arXiv:2002.05709; simclr: README, whose weight decay is the paper's 1e-6 times 100; its rate is"
        " inside the momentum, and the norms of vectors don't count",
        per_epoch=312,
        around=[3120],
    )
    recipe(
        "BYOL",
        'lars(weight-decay=1.5e-6): linear(0 -> 3.2) for 10 epochs then cosine(-> 0) with "@vector" (weight-decay=0)',
        1000 * 312,
        lambda t: warm_cosine(t, 3.2, 3120, 1000 * 312),
        "Grill et al. 2020, arXiv:2006.07733",
        per_epoch=312,
        around=[3120],
    )
    recipe(
        "SimSiam",
        "sgd(momentum=0.9, weight-decay=1e-4): cosine(0.1 -> 0) per epoch",
        100 * 2502,
        lambda t: 0.1 * wave(part(t // 2502, 100)),
        "Chen & He 2020, arXiv:2011.10566; simsiam: main_simsiam.py, batches of 512",
        per_epoch=2502,
    )
    recipe(
        "Barlow Twins, batches of 2048",
        'lars(weight-decay=1e-6): linear(0 -> 1.6) for 10 epochs then cosine(-> 1.6e-3)'
        ' with "@vector" (rate=0.024, weight-decay=0)',
        1000 * 625,
        lambda t: warm_cosine(t, 1.6, 6250, 625_000, low=1.6e-3),
        "Zbontar et al. 2021, arXiv:2103.03230; barlowtwins: main.py, 0.0048 for biases beside 0.2 for weights",
        per_epoch=625,
        around=[6250],
    )
    recipe(
        "SwAV, 800 epochs",
        "lars(weight-decay=1e-6): linear(0.3 -> 4.8) for 3119 then 4.8 for 1 then cosine(-> 4.8e-3)",
        800 * 312,
        lambda t: line(0.3, 4.8, mpf(t) / 3119) if t < 3120 else fall(4.8, 4.8e-3, part(t - 3120, 790 * 312)),
        "Caron et al. 2020, arXiv:2006.09882; swav: main_swav.py",
        per_epoch=312,
        around=[3120],
    )
    recipe(
        "CLIP by OpenCLIP",
        'adamw(beta2=0.98, epsilon=1e-6, weight-decay=0.2): linear(5e-8 -> 5e-4) for 9999 then 5e-4 for 1'
        ' then cosine(-> 0) with "@vector,logit_scale" (weight-decay=0)',
        390_000,
        lambda t: mpf(5e-4) * (t + 1) / 10_000 if t < 10_000 else 5e-4 * wave(part(t - 10_000, 380_000)),
        "Radford et al. 2021, arXiv:2103.00020; open_clip: scheduler.py, whose warm-up counts from 1",
        around=[10_000],
    )
