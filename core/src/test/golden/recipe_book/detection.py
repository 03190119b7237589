"""Networks that find and outline what is in images."""

from mpmath import mpf

from recipe_book.shelf import drops, fall, line, part, project, recipe, wave


def write():
    yolo()
    detectron()
    open_mmlab()
    detectors()
    segmentation()


def yolo():
    project("YOLO")
    recipe(
        "YOLOv2 on VOC",
        "sgd(momentum=0.9, weight-decay=5e-4): cooldown(0 -> 1e-3, power=4) for 1000"
        " then multistep(1e-3, at=[40000, 60000]) from start",
        80_200,
        lambda t: burnt_in(t, 1e-3, (40_000, 60_000)),
        "Redmon & Farhadi 2016, arXiv:1612.08242; darknet: yolov2-voc.cfg, burn_in 1000 with power 4",
        around=[1000, 40_000, 60_000],
    )
    recipe(
        "YOLOv3",
        "sgd(momentum=0.9, weight-decay=5e-4): cooldown(0 -> 1e-3, power=4) for 1000"
        " then multistep(1e-3, at=[400000, 450000]) from start",
        500_200,
        lambda t: burnt_in(t, 1e-3, (400_000, 450_000)),
        "Redmon & Farhadi 2018, arXiv:1804.02767; darknet: yolov3.cfg, burn_in 1000 with power 4",
        around=[1000, 400_000, 450_000],
    )
    recipe(
        "YOLOv4",
        "sgd(momentum=0.949, weight-decay=5e-4): cooldown(0 -> 1.3e-3, power=4) for 1000"
        " then multistep(1.3e-3, at=[400000, 450000]) from start",
        500_500,
        lambda t: burnt_in(t, 1.3e-3, (400_000, 450_000)),
        "Bochkovskiy et al. 2020, arXiv:2004.10934; darknet: yolov4.cfg",
        around=[1000, 400_000, 450_000],
    )
    ultralytics("YOLOv5, low augmentation", "Jocher 2020, yolov5: hyp.scratch-low.yaml", 300, 0.01)
    ultralytics("YOLOv5, high augmentation", "Jocher 2020, yolov5: hyp.scratch-high.yaml", 300, 0.1)
    ultralytics("YOLOv8", "Jocher et al. 2023, ultralytics: cfg/default.yaml with optimizer SGD", 500, 0.01)
    recipe(
        "YOLOv10, batches of 256",
        "sgd(momentum=linear(0.8 -> 0.937) for 3 epochs then 0.937, nesterov=true, weight-decay=2e-3):"
        ' (linear(0 -> 1) for 3 epochs then 1) * linear(0.01 -> 0.0001) per epoch with "@norm,@bias" (weight-decay=0)',
        500 * 463,
        lambda t: part(t, 3 * 463) * 0.01 * ((1 - mpf(t // 463) / 500) * (1 - mpf(0.01)) + mpf(0.01)),
        "Wang et al. 2024, arXiv:2405.14458; yolov10: README, cfg/default.yaml, and engine/trainer.py with its optimizer"
        " auto, which scales the weight decay by the batch",
        per_epoch=463,
        around=[463, 3 * 463],
    )
    recipe(
        "YOLOv5, --cos-lr",
        "sgd(momentum=linear(0.8 -> 0.937) for 3 epochs then 0.937, nesterov=true, weight-decay=5e-4):"
        ' (linear(0 -> 1) for 3 epochs then 1) * cosine(0.01 -> 1e-4) per epoch with "@norm,@bias" (weight-decay=0)',
        300 * 1849,
        lambda t: part(t, 3 * 1849) * 0.01 * ((1 - wave(part(t // 1849, 300))) * (mpf(0.01) - 1) + 1),
        "Jocher 2020, yolov5: train.py and utils/general.py, one_cycle",
        per_epoch=1849,
        around=[3 * 1849],
    )
    recipe(
        "YOLOv7",
        "sgd(momentum=linear(0.8 -> 0.937) for 3 epochs then 0.937, nesterov=true, weight-decay=5e-4):"
        ' (linear(0 -> 1) for 3 epochs then 1) * cosine(0.01 -> 1e-3) per epoch with "@norm,@bias" (weight-decay=0)',
        300 * 1849,
        lambda t: part(t, 3 * 1849) * 0.01 * ((1 - wave(part(t // 1849, 300))) * (mpf(0.1) - 1) + 1),
        "Wang et al. 2022, arXiv:2207.02696; yolov7: hyp.scratch.p5.yaml",
        per_epoch=1849,
        around=[3 * 1849],
    )
    recipe(
        "YOLOX",
        "sgd(momentum=0.9, nesterov=true, weight-decay=5e-4, ema=0.9998):"
        ' cooldown(0 -> 0.01, shape=square) for 5 epochs then cosine(-> 5e-4) until 285 epochs then 5e-4'
        ' with "@norm,@bias" (weight-decay=0)',
        300 * 1848,
        lambda t: yolox(t, 5 * 1848, 285 * 1848),
        "Ge et al. 2021, arXiv:2107.08430; yolox: lr_scheduler.py, policy yoloxwarmcos",
        per_epoch=1848,
        around=[5 * 1848, 285 * 1848],
    )


def burnt_in(t, rate, steps):
    return rate * part(t, 1000) ** 4 if t < 1000 else drops(t, rate, steps, 0.1)


def yolox(t, warm, last):
    if t < warm:
        return 0.01 * part(t, warm) ** 2
    return mpf(5e-4) if t >= last else fall(0.01, 5e-4, part(t - warm, last - warm))


def ultralytics(name, source, epochs, end):
    """The factor of the epoch, and over it the interpolated warm-up of its first three."""
    recipe(
        name,
        "sgd(momentum=linear(0.8 -> 0.937) for 3 epochs then 0.937, nesterov=true, weight-decay=5e-4):"
        f' (linear(0 -> 1) for 3 epochs then 1) * linear(0.01 -> {0.01 * end:g}) per epoch'
        ' with "@norm,@bias" (weight-decay=0)',
        epochs * 1849,
        lambda t: part(t, 3 * 1849) * 0.01 * ((1 - mpf(t // 1849) / epochs) * (1 - mpf(end)) + mpf(end)),
        source,
        per_epoch=1849,
        around=[1849, 3 * 1849],
    )


def detectron():
    project("Detectron2 and its kin")
    for name, at, steps, source in [
        ("Mask R-CNN R50-FPN, 1x", (60_000, 80_000), 90_000, "configs/COCO-InstanceSegmentation"),
        ("Mask R-CNN R50-FPN, 3x", (210_000, 250_000), 270_000, "configs/COCO-InstanceSegmentation"),
    ]:
        recipe(
            name,
            "sgd(momentum=0.9, weight-decay=1e-4): linear(2e-5 -> 0.02) for 1000"
            f" then multistep(0.02, at=[{at[0]}, {at[1]}]) from start",
            steps,
            lambda t, at=at: line(0.001, 1, part(t, 1000)) * drops(t, 0.02, at, 0.1),
            f"Wu et al. 2019, detectron2: {source}",
            around=[1000, *at],
        )
    recipe(
        "RetinaNet R50-FPN, 1x",
        "sgd(momentum=0.9, weight-decay=1e-4): linear(1e-5 -> 0.01) for 1000"
        " then multistep(0.01, at=[60000, 80000]) from start",
        90_000,
        lambda t: line(0.001, 1, part(t, 1000)) * drops(t, 0.01, (60_000, 80_000), 0.1),
        "Lin et al. 2017, arXiv:1708.02002; detectron2: configs/COCO-Detection",
        around=[1000, 60_000],
    )
    recipe(
        "FCOS R50, 1x",
        "sgd(momentum=0.9, weight-decay=1e-4): 0.0033333333333333335 for 500"
        ' then multistep(0.01, at=[60000, 80000]) from start with "@bias" (rate=2, weight-decay=0)',
        90_000,
        lambda t: (mpf(1) / 3 if t < 500 else 1) * drops(t, 0.01, (60_000, 80_000), 0.1),
        "Tian et al. 2019, arXiv:1904.01355; fcos: fcos_imprv_R_50_FPN_1x.yaml, a constant warm-up of a third",
        around=[500, 60_000],
    )
    recipe(
        "Mask2Former R50",
        'adamw(weight-decay=0.05, clip-norm=0.01): multistep(1e-4, at=[327778, 355092])'
        ' with "backbone*" (rate=0.1) with "@norm,@embedding" (weight-decay=0)',
        368_750,
        lambda t: drops(t, 1e-4, (327_778, 355_092), 0.1),
        "Cheng et al. 2021, arXiv:2112.01527; mask2former: configs/coco, WARMUP_FACTOR 1",
        around=[327_778, 355_092],
    )


def open_mmlab():
    project("MMDetection and MMSegmentation")
    recipe(
        "Faster R-CNN R50, 1x, since version 3",
        "sgd(momentum=0.9, weight-decay=1e-4): linear(2e-5 -> 0.02) for 499"
        " then multistep(0.02, at=[8, 11]) per epoch from start",
        12 * 7330,
        lambda t: line(0.001, 1, part(t, 499)) * drops(t // 7330, 0.02, (8, 11), 0.1),
        "Chen et al. 2019, arXiv:1906.07155; configs/_base_/schedules/schedule_1x.py; mmengine's LinearLR ends at its"
        " last step",
        per_epoch=7330,
        around=[499, 8 * 7330, 11 * 7330],
    )
    recipe(
        "Faster R-CNN R50, 2x, version 2",
        "sgd(momentum=0.9, weight-decay=1e-4): linear(2e-5 -> 0.02) for 500"
        " then multistep(0.02, at=[16, 22]) per epoch from start",
        24 * 7330,
        lambda t: (1 - (1 - part(t, 500)) * (1 - mpf(0.001))) * drops(t // 7330, 0.02, (16, 22), 0.1),
        "Chen et al. 2019, arXiv:1906.07155; schedule_2x.py; mmcv: hooks/lr_updater.py",
        per_epoch=7330,
        around=[500, 16 * 7330],
    )
    recipe(
        "RTMDet-s",
        'adamw(weight-decay=0.05, ema=0.9998): linear(4e-8 -> 4e-3) for 999 then 4e-3 until 50% then cosine(-> 2e-4)'
        ' with "@norm,@bias" (weight-decay=0)',
        300 * 463,
        lambda t: 4e-3 * line(1e-5, 1, part(t, 999)) if t < 69_450 else fall(4e-3, 2e-4, part(t - 69_450, 69_450)),
        "Lyu et al. 2022, arXiv:2212.07784; configs/rtmdet/rtmdet_l_8xb32-300e_coco.py",
        per_epoch=463,
        around=[999, 69_450],
    )
    recipe(
        "80k iterations of segmentation",
        "sgd(momentum=0.9, weight-decay=5e-4): polynomial(0.01 -> 1e-4, power=0.9)",
        80_000,
        lambda t: (mpf(0.01) - mpf(1e-4)) * (1 - part(t, 80_000)) ** mpf(0.9) + mpf(1e-4),
        "MMSegmentation: configs/_base_/schedules/schedule_80k.py",
    )
    recipe(
        "SegFormer",
        'adamw(weight-decay=0.01): (linear(1e-6 -> 1) for 1500 then 1) * linear(6e-5 -> 0)'
        ' with "head*" (rate=10) with "@norm,*pos_block*" (weight-decay=0)',
        160_000,
        lambda t: (1 - (1 - part(t, 1500)) * (1 - mpf(1e-6))) * 6e-5 * (1 - part(t, 160_000)),
        "Xie et al. 2021, arXiv:2105.15203; mmcv: hooks/lr_updater.py, policy poly of power 1",
        around=[1500],
    )


def detectors():
    project("More detectors")
    recipe(
        "Faster R-CNN on VOC",
        'sgd(momentum=0.9, rate-inside=true, weight-decay=5e-4): step(1e-3, every=50000)'
        ' with "@bias" (rate=2, weight-decay=0)',
        70_000,
        lambda t: drops(t, 1e-3, (50_000,), 0.1),
        "Ren et al. 2015, arXiv:1506.01497; py-faster-rcnn: VGG16/faster_rcnn_end2end/solver.prototxt",
        around=[50_000],
    )
    recipe(
        "SSD300 on VOC",
        'sgd(momentum=0.9, rate-inside=true, weight-decay=5e-4): multistep(1e-3, at=[80000, 100000])'
        ' with "@bias" (rate=2, weight-decay=0)',
        120_000,
        lambda t: drops(t, 1e-3, (80_000, 100_000), 0.1),
        "Liu et al. 2015, arXiv:1512.02325; ssd: examples/ssd/ssd_pascal.py",
        around=[80_000, 100_000],
    )
    recipe(
        "SSD MobileNet v2 FPNLite, TensorFlow's",
        'sgd(momentum=0.9, weight-decay=4e-5): linear(0.026666 -> 0.08) for 1000 then cosine(-> 0)'
        ' with "@vector" (weight-decay=0)',
        50_000,
        lambda t: line(0.026666, 0.08, part(t, 1000)) if t < 1000 else 0.08 * wave(part(t - 1000, 49_000)),
        "TensorFlow Object Detection API: cosine_decay_with_warmup",
        around=[1000],
    )
    recipe(
        "EfficientDet, batches of 128",
        'sgd(momentum=0.9, weight-decay=4e-5, clip-norm=10, ema=0.9998): linear(0.016 -> 0.16) for 1 epoch'
        ' then cosine(0.16 -> 0) from start with "@vector" (weight-decay=0)',
        299 * 924,
        lambda t: line(0.016, 0.16, part(t, 924)) if t < 924 else 0.16 * wave(part(t, 299 * 924)),
        "Tan et al. 2019, arXiv:1911.09070; automl: efficientdet/det_model_fn.py, whose wave counts from the start but"
        " is as long as what comes after the warm-up; without its last epoch, where it rises again to 4e-6",
        per_epoch=924,
        around=[924],
    )
    recipe(
        "CenterNet, DLA-34",
        "adam: multistep(5e-4, at=[90, 120]) per epoch",
        140 * 924,
        lambda t: drops(t // 924, 5e-4, (90, 120), 0.1),
        "Zhou et al. 2019, arXiv:1904.07850; CenterNet: opts.py",
        per_epoch=924,
        around=[90 * 924],
    )
    recipe(
        "DETR, 300 epochs",
        'adamw(weight-decay=1e-4, clip-norm=0.1): step(1e-4, every=200) per epoch with "backbone*" (rate=0.1)',
        300 * 1849,
        lambda t: drops(t // 1849, 1e-4, (200,), 0.1),
        "Carion et al. 2020, arXiv:2005.12872; detr: main.py",
        per_epoch=1849,
        around=[200 * 1849],
    )
    recipe(
        "Deformable DETR",
        'adamw(weight-decay=1e-4, clip-norm=0.1): step(2e-4, every=40) per epoch'
        ' with "backbone*,*reference_points*,*sampling_offsets*" (rate=0.1)',
        50 * 3697,
        lambda t: drops(t // 3697, 2e-4, (40,), 0.1),
        "Zhu et al. 2020, arXiv:2010.04159; Deformable-DETR: main.py",
        per_epoch=3697,
        around=[40 * 3697],
    )


def segmentation():
    project("Segmentation")
    recipe(
        "DeepLabv3",
        "sgd(momentum=0.9, weight-decay=1e-4): polynomial(0.007 -> 0, power=0.9)",
        30_000,
        lambda t: 0.007 * (1 - part(t, 30_000)) ** mpf(0.9),
        "Chen et al. 2017, arXiv:1706.05587; deeplab: train.py, for ResNets",
    )
    recipe(
        "PSPNet on Cityscapes",
        'sgd(momentum=0.9, weight-decay=1e-4): polynomial(0.01 -> 0, power=0.9) with "ppm*,cls*,aux*" (rate=10)',
        200 * 185,
        lambda t: 0.01 * (1 - part(t, 37_000)) ** mpf(0.9),
        "Zhao et al. 2016, arXiv:1612.01105; semseg: cityscapes_pspnet50.yaml and tool/train.py, 200 epochs of 185 batches",
        per_epoch=185,
    )
    recipe(
        "nnU-Net",
        "sgd(momentum=0.99, nesterov=true, weight-decay=3e-5, clip-norm=12):"
        " polynomial(0.01 -> 0, power=0.9) per epoch",
        1000 * 250,
        lambda t: 0.01 * (1 - part(t // 250, 1000)) ** mpf(0.9),
        "Isensee et al. 2018, arXiv:1809.10486; nnunetv2: training/lr_scheduler/polylr.py",
        per_epoch=250,
        around=[250],
    )
    recipe(
        "Segment Anything",
        "adamw(weight-decay=0.1): linear(0 -> 8e-4) for 250 then multistep(8e-4, at=[60000, 86666]) from start",
        90_000,
        lambda t: 8e-4 * part(t, 250) if t < 250 else drops(t, 8e-4, (60_000, 86_666), 0.1),
        "Kirillov et al. 2023, arXiv:2304.02643, appendix A; without its layer-wise decay of 0.8",
        around=[250, 60_000, 86_666],
    )
