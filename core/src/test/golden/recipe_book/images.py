"""Convolutional networks that classify images."""

from mpmath import mpf

from recipe_book.shelf import drops, fall, line, part, project, recipe, stairs, warm_cosine, wave


def write():
    caffe_models()
    convolutional()


def caffe_models():
    project("Caffe's models")
    recipe(
        "LeNet on MNIST",
        'sgd(momentum=0.9, rate-inside=true, weight-decay=5e-4): time-decay(0.01, rate=1e-4, power=0.75)'
        ' with "@bias" (rate=2)',
        10_000,
        lambda t: 0.01 * (1 + mpf(1e-4) * t) ** mpf(-0.75),
        "Caffe: examples/mnist/lenet_solver.prototxt, policy inv",
    )
    recipe(
        "AlexNet",
        'sgd(momentum=0.9, rate-inside=true, weight-decay=5e-4): step(0.01, every=100000)'
        ' with "@bias" (rate=2, weight-decay=0)',
        450_000,
        lambda t: 0.01 * mpf(0.1) ** (t // 100_000),
        "Krizhevsky et al. 2012; Caffe: models/bvlc_alexnet/solver.prototxt",
        around=[100_000, 400_000],
    )
    recipe(
        "GoogLeNet, quick",
        'sgd(momentum=0.9, rate-inside=true, weight-decay=2e-4): polynomial(0.01 -> 0, power=0.5)'
        ' with "@bias" (rate=2, weight-decay=0)',
        2_400_000,
        lambda t: 0.01 * (1 - part(t, 2_400_000)) ** mpf(0.5),
        "Szegedy et al. 2014, arXiv:1409.4842; Caffe: models/bvlc_googlenet/quick_solver.prototxt, policy poly",
    )
    recipe(
        "GoogLeNet",
        'sgd(momentum=0.9, rate-inside=true, weight-decay=2e-4): step(0.01, every=320000, gamma=0.96)'
        ' with "@bias" (rate=2, weight-decay=0)',
        10_000_000,
        lambda t: 0.01 * mpf(0.96) ** (t // 320_000),
        "Szegedy et al. 2014, arXiv:1409.4842; Caffe: models/bvlc_googlenet/solver.prototxt",
        around=[320_000],
    )
    recipe(
        "CIFAR-10, full",
        'sgd(momentum=0.9, rate-inside=true, weight-decay=0.004): 1e-3 for 60000 then 1e-4 for 5000 then 1e-5'
        ' with "@bias" (rate=2) with "ip1.weight" (weight-decay=1) with "ip1.bias" (weight-decay=0)',
        70_000,
        lambda t: stairs(t, 1e-3, (60_000, 1e-4), (65_000, 1e-5)),
        "Caffe: examples/cifar10/cifar10_full_solver.prototxt and its _lr1 and _lr2",
        around=[60_000, 65_000],
    )
    recipe(
        "Fine-tuning on Flickr style",
        'sgd(momentum=0.9, rate-inside=true, weight-decay=5e-4): step(1e-3, every=20000)'
        ' with "@bias" (rate=2, weight-decay=0) with "fc8_flickr*" (rate=10)',
        100_000,
        lambda t: 1e-3 * mpf(0.1) ** (t // 20_000),
        "Caffe: models/finetune_flickr_style/solver.prototxt; its last layer has lr_mult 10",
        around=[20_000],
    )


def convolutional():
    project("Convolutional networks on ImageNet")
    recipe(
        "ResNet-50, 90 epochs",
        "sgd(momentum=0.9, weight-decay=1e-4): step(0.1, every=30) per epoch",
        90 * 5005,
        lambda t: 0.1 * mpf(0.1) ** (t // 5005 // 30),
        "He et al. 2015, arXiv:1512.03385; PyTorch examples: imagenet/main.py",
        per_epoch=5005,
        around=[30 * 5005, 60 * 5005],
    )
    recipe(
        "ResNet-50 in an hour, batches of 8192",
        "sgd(momentum=0.9, nesterov=true, weight-decay=1e-4): linear(0.1 -> 3.2) for 5 epochs"
        ' then multistep(3.2, at=[30, 60, 80]) per epoch from start with "@norm" (weight-decay=0)',
        90 * 157,
        lambda t: line(0.1, 3.2, part(t, 5 * 157)) if t < 5 * 157 else drops(t // 157, 3.2, [30, 60, 80], 0.1),
        "Goyal et al. 2017, arXiv:1706.02677, sections 2.2 and 5.1",
        per_epoch=157,
        around=[5 * 157, 30 * 157, 80 * 157],
    )
    recipe(
        "ResNet-50, bag of tricks",
        'sgd(momentum=0.9, nesterov=true, weight-decay=1e-4): linear(0 -> 0.4) for 5 epochs then cosine(-> 0)'
        ' with "@vector" (weight-decay=0)',
        120 * 1252,
        lambda t: warm_cosine(t, 0.4, 5 * 1252, 120 * 1252),
        "He et al. 2018, arXiv:1812.01187",
        per_epoch=1252,
        around=[5 * 1252],
    )
    strikes_back("A1, 600 epochs", 0.005, 0.01, 600)
    strikes_back("A2, 300 epochs", 0.005, 0.02, 300)
    strikes_back("A3, 100 epochs", 0.008, 0.02, 100)
    recipe(
        "ResNet-50, torchvision's second weights",
        'sgd(momentum=0.9, weight-decay=2e-5): linear(0.005 -> 0.5) per epoch for 5 epochs then cosine(-> 0) per epoch'
        ' with "@norm" (weight-decay=0)',
        600 * 1252,
        lambda t: warm_cosine(t // 1252, 0.5, 5, 600, start=0.005),
        "Vryniotis 2021; torchvision: references/classification, ResNet50_Weights.IMAGENET1K_V2",
        per_epoch=1252,
        around=[5 * 1252],
    )
    recipe(
        "ResNet-50 by FFCV, 16 epochs",
        'sgd(momentum=0.9, weight-decay=1e-4): linear(1.7e-4 -> 1.7) for 2 epochs then linear(-> 0)'
        ' with "@norm" (weight-decay=0)',
        16 * 1252,
        lambda t: line(1.7e-4, 1.7, part(t, 2504)) if t < 2504 else line(1.7, 0, part(t - 2504, 14 * 1252)),
        "Leclerc et al. 2022, arXiv:2306.12517; ffcv-imagenet: rn50_configs, peak in epoch 2",
        per_epoch=1252,
        around=[2504],
    )
    recipe(
        "Inception v3",
        "rmsprop(alpha=0.9, epsilon=1, epsilon-inside=true, clip-norm=2): step(0.045, every=2, gamma=0.94) per epoch",
        100 * 800,
        lambda t: 0.045 * mpf(0.94) ** (t // 800 // 2),
        "Szegedy et al. 2015, arXiv:1512.00567",
        per_epoch=800,
        around=[1600],
    )
    recipe(
        "MobileNetV2",
        "rmsprop(alpha=0.9, epsilon=1, momentum=0.9, epsilon-inside=true, weight-decay=4e-5):"
        ' step(0.045, every=33363, gamma=0.98) with "@vector,*depthwise*" (weight-decay=0)',
        5_500_000,
        lambda t: 0.045 * mpf(0.98) ** (t // 33_363),
        "Sandler et al. 2018, arXiv:1801.04381; TF-Slim's README: batches of 96 on one GPU, a drop every 2.5 epochs;"
        " without its average",
        around=[33_363],
    )
    recipe(
        "EfficientNet-B0",
        "rmsprop(alpha=0.9, epsilon=1e-3, momentum=0.9, epsilon-inside=true, weight-decay=1e-5, ema=0.9999):"
        " linear(0 -> 0.256) for 5 epochs"
        ' then step(0.256, every=2.4 epochs, gamma=0.97) from start with "@norm" (weight-decay=0)',
        350 * 310,
        lambda t: 0.256 * (part(t, 1550) if t < 1550 else mpf(0.97) ** (t // 744)),
        "Tan & Le 2019, arXiv:1905.11946; TPU models: efficientnet/utils.py, 0.016 for 256 images, in batches of 4096",
        per_epoch=310,
        around=[744, 1488, 1550, 2232],
    )
    recipe(
        "RegNet",
        "sgd(momentum=0.9, nesterov=true, weight-decay=5e-5):"
        " (linear(0.1 -> 1) per epoch for 5 epochs then 1) * cosine(0.8 -> 0) per epoch",
        100 * 1252,
        lambda t: line(0.1, 1, part(t // 1252, 5)) * 0.8 * wave(part(t // 1252, 100)),
        "Radosavovic et al. 2020, arXiv:2003.13678; pycls: core/optimizer.py",
        per_epoch=1252,
        around=[1252, 5 * 1252],
    )
    recipe(
        "BiT-M, pre-training",
        "sgd(momentum=0.9, weight-decay=1e-4): linear(0 -> 0.48) for 5000"
        " then multistep(0.48, at=[30, 60, 80]) per epoch from start",
        90 * 3468,
        lambda t: 0.48 * part(t, 5000) if t < 5000 else drops(t // 3468, 0.48, [30, 60, 80], 0.1),
        "Kolesnikov et al. 2019, arXiv:1912.11370, section 3.3, on ImageNet-21k: 0.03 for 256 images, in batches of 4096",
        per_epoch=3468,
        around=[5000, 30 * 3468],
    )
    recipe(
        "BiT, fine-tuning of medium tasks",
        "sgd(momentum=0.9): linear(0 -> 0.003) for 500 then multistep(0.003, at=[3001, 6001, 9001]) from start",
        10_000,
        lambda t: 0.003 * part(t, 500) if t < 500 else mpf(0.003) / 10 ** sum(s < t for s in (3000, 6000, 9000)),
        "Kolesnikov et al. 2019, arXiv:1912.11370; bit_hyperrule.py, whose drops come one step after the time",
        around=[500, 3000, 6000, 9000],
    )
    recipe(
        "DARTS, search",
        "sgd(momentum=0.9, weight-decay=3e-4, clip-norm=5): cosine(0.025 -> 0.001) per epoch",
        50 * 390,
        lambda t: fall(0.025, 0.001, part(t // 390, 50)),
        "Liu et al. 2018, arXiv:1806.09055; darts: cnn/train_search.py",
        per_epoch=390,
    )


def strikes_back(name, rate, decay, epochs):
    recipe(
        f"ResNet strikes back, {name}",
        f'lamb(weight-decay={decay:g}): linear(1e-4 -> {rate:g}) per epoch for 5 epochs'
        f' then cosine({rate:g} -> 1e-6) per epoch from start with "@vector" (weight-decay=0)',
        epochs * 625,
        lambda t: line(1e-4, rate, part(t // 625, 5)) if t < 3125 else fall(rate, 1e-6, part(t // 625, epochs)),
        "Wightman et al. 2021, arXiv:2110.00476; timm's cosine scheduler and its ends of that year",
        per_epoch=625,
        around=[3125],
    )
