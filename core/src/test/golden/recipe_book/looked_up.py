"""Which recipes were compared with their sources, number by number, and where: a repository and the files in it.

What a source leaves to whoever runs it (the data's size, and so the length of an epoch) is not looked up.
"""

CAFFE = "BVLC/caffe: "
V5 = "ultralytics/yolov5: train.py and data/hyps/hyp.scratch-"
D2 = "facebookresearch/detectron2: detectron2/config/defaults.py and configs/"
DARKNET = "pjreddie/darknet: cfg/"
MAE = "facebookresearch/mae: util/lr_sched.py, "

LOOKED_UP = {
    "LeNet on MNIST": CAFFE + "examples/mnist/lenet_solver.prototxt",
    "AlexNet": CAFFE + "models/bvlc_alexnet/solver.prototxt",
    "GoogLeNet, quick": CAFFE + "models/bvlc_googlenet/quick_solver.prototxt",
    "GoogLeNet": CAFFE + "models/bvlc_googlenet/solver.prototxt",
    "CIFAR-10, full": CAFFE + "examples/cifar10/cifar10_full_solver.prototxt, _lr1 and _lr2",
    "Fine-tuning on Flickr style": CAFFE + "models/finetune_flickr_style/solver.prototxt and train_val.prototxt",
    "ResNet-50, 90 epochs": "pytorch/examples: imagenet/main.py",
    "MNIST": "pytorch/examples: mnist/main.py",
    "BiT, fine-tuning of medium tasks": "google-research/big_transfer: bit_hyperrule.py",
    "DARTS, search": "quark0/darts: cnn/train_search.py",
    "Stochastic weight averaging, VGG-16": "timgaripov/swa: train.py and README.md",
    "DeiT-B, batches of 1024": "facebookresearch/deit: main.py",
    "ViT, fine-tuning": "google-research/vision_transformer: vit_jax/configs/common.py and vit_jax/utils.py",
    "Swin-T": "microsoft/Swin-Transformer: config.py, lr_scheduler.py and main.py",
    "ConvNeXt-T": "facebookresearch/ConvNeXt: main.py, utils.py and TRAINING.md",
    "MAE, pre-training, batches of 4096": MAE + "main_pretrain.py and PRETRAIN.md",
    "MAE, fine-tuning of ViT-B with layer-wise decay": MAE + "main_finetune.py and FINETUNE.md",
    "DINO, ViT-S": "facebookresearch/dino: main_dino.py and utils.py",
    "SimSiam": "facebookresearch/simsiam: main_simsiam.py",
    "Barlow Twins, batches of 2048": "facebookresearch/barlowtwins: main.py",
    "SwAV, 800 epochs": "facebookresearch/swav: main_swav.py and scripts/swav_800ep_pretrain.sh",
    "YOLOv2 on VOC": DARKNET + "yolov2-voc.cfg",
    "YOLOv3": DARKNET + "yolov3.cfg",
    "YOLOv4": "AlexeyAB/darknet: cfg/yolov4.cfg",
    "YOLOv5, low augmentation": V5 + "low.yaml",
    "YOLOv5, high augmentation": V5 + "high.yaml",
    "YOLOv7": "WongKinYiu/yolov7: train.py and data/hyp.scratch.p5.yaml",
    "YOLOX": "Megvii-BaseDetection/YOLOX: yolox/exp/yolox_base.py and yolox/utils/lr_scheduler.py",
    "Mask R-CNN R50-FPN, 1x": D2 + "Base-RCNN-FPN.yaml",
    "Mask R-CNN R50-FPN, 3x": D2 + "COCO-InstanceSegmentation/mask_rcnn_R_50_FPN_3x.yaml",
    "RetinaNet R50-FPN, 1x": D2 + "Base-RetinaNet.yaml",
    "Mask2Former R50":
        "facebookresearch/Mask2Former: configs/coco/instance-segmentation/Base-COCO-InstanceSegmentation.yaml",
    "Faster R-CNN on VOC":
        "rbgirshick/py-faster-rcnn: models/pascal_voc/VGG16/faster_rcnn_end2end/solver.prototxt, without the length",
    "CenterNet, DLA-34": "xingyizhou/CenterNet: experiments/ctdet_coco_dla_1x.sh and src/lib/opts.py",
    "DETR, 300 epochs": "facebookresearch/detr: main.py",
    "Deformable DETR": "fundamentalvision/Deformable-DETR: main.py",
    "nnU-Net": "MIC-DKFZ/nnUNet: nnUNetTrainer.py and polylr.py under nnunetv2/training",
    "BERT, pre-training": "google-research/bert: optimization.py; the peak and the lengths are the paper's",
    "BERT, fine-tuning for 3 epochs": "google-research/bert: optimization.py and run_classifier.py",
    "nanoGPT, GPT-2 124M": "karpathy/nanoGPT: train.py",
    "llm.c, GPT-2 124M": "karpathy/llm.c: llmc/schedulers.h and scripts/run_gpt2_124M.sh",
    "build-nanogpt": "karpathy/build-nanogpt: train_gpt2.py",
    "Alpaca": "tatsu-lab/stanford_alpaca: README.md",
    "Vicuna 7B": "lm-sys/FastChat: scripts/train_vicuna_7b.sh (its README has 3 % of warm-up)",
    "Zephyr 7B, supervised": "huggingface/alignment-handbook: recipes/zephyr-7b-beta/sft/config_full.yaml",
    "Direct preference optimization, Zephyr 7B":
        "huggingface/alignment-handbook: recipes/zephyr-7b-beta/dpo/config_full.yaml",
    "QLoRA, 7B": "artidoro/qlora: scripts/finetune_guanaco_7b.sh",
}
