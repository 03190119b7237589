"""Which recipes were compared with their sources, number by number, and where: a repository and the files in it.

What a source leaves to whoever runs it (the data's size, and so the length of an epoch) is not looked up.
"""

CAFFE = "BVLC/caffe: "
V5 = "ultralytics/yolov5: train.py and data/hyps/hyp.scratch-"
D2 = "facebookresearch/detectron2: detectron2/config/defaults.py and configs/"
DARKNET = "pjreddie/darknet: cfg/"
MAE = "facebookresearch/mae: util/lr_sched.py, "
FAIRSEQ = "facebookresearch/fairseq: fairseq/optim and examples/"
WAVES = FAIRSEQ + "language_model/README.adaptive_inputs.md"
NEOX = "EleutherAI/gpt-neox: megatron/learning_rates.py, "
MXNET = "apache/mxnet: python/mxnet/lr_scheduler.py"
KOHYA = "kohya-ss/sd-scripts: library/train_util.py"
CLR = "bckenstler/CLR: clr_callback.py, its defaults"

# of all recipes of a project, but for those below
WHOLE = {
    "Caffe's policies": CAFFE + "src/caffe/solvers/sgd_solver.cpp",
    "PyTorch's schedulers, stepped every epoch":
        "pytorch/pytorch: torch/optim/lr_scheduler.py and swa_utils.py of 1.13, which were run",
    "timm's schedulers, every epoch with a warm-up of 5": "huggingface/pytorch-image-models: timm/scheduler",
    "fastai": "fastai/fastai: fastai/callback/schedule.py and optimizer.py",
    "Hugging Face Transformers, every SchedulerType": "huggingface/transformers: src/transformers/optimization.py",
    "DeepSpeed": "microsoft/DeepSpeed: lr_schedules.py and engine.py under deepspeed/runtime",
    "Keras' schedules":
        "keras-team/keras: optimizers/schedules/learning_rate_schedule.py and callbacks/reduce_lr_on_plateau.py"
        " under keras/src",
    "Optax' schedules": "google-deepmind/optax: optax/schedules/_schedule.py and _join.py",
}
NOT = {"The transformer tutorial"}

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
    "ResNet-50 by FFCV, 16 epochs": "libffcv/ffcv-imagenet: train_imagenet.py and rn50_configs/rn50_16_epochs.yaml",
    "RegNet":
        "facebookresearch/pycls: pycls/core/optimizer.py, pycls/core/config.py and"
        " configs/dds_baselines/regnetx/RegNetX-1.6GF_dds_8gpu.yaml",
    "Cyclical rates, triangular": CLR,
    "Cyclical rates, triangular2": CLR,
    "Cyclical rates, exp-range": CLR + " and README.md",
    "pytorch-cifar": "kuangliu/pytorch-cifar: main.py",
    "SSD300 on VOC": "weiliu89/caffe: examples/ssd/ssd_pascal.py",
    "SSD MobileNet v2 FPNLite, TensorFlow's":
        "tensorflow/models: research/object_detection/configs/tf2/ssd_mobilenet_v2_fpnlite_320x320_coco17_tpu-8.config",
    "Object Detection API, manual steps":
        "tensorflow/models: research/object_detection/samples/configs/faster_rcnn_resnet101_coco.config",
    "EfficientDet, batches of 128": "google/automl: det_model_fn.py and hparams_config.py under efficientdet",
    "FCOS R50, 1x":
        "tianzhi0549/FCOS: configs/fcos/fcos_imprv_R_50_FPN_1x.yaml and fcos_core/config/defaults.py",
    "Faster R-CNN R50, 1x, since version 3": "open-mmlab/mmdetection: configs/_base_/schedules/schedule_1x.py",
    "RTMDet-s": "open-mmlab/mmdetection: configs/rtmdet/rtmdet_l_8xb32-300e_coco.py",
    "80k iterations of segmentation": "open-mmlab/mmsegmentation: configs/_base_/schedules/schedule_80k.py",
    "SegFormer": "NVlabs/SegFormer: local_configs/segformer/B1/segformer.b1.512x512.ade.160k.py",
    "YOLOv5, --cos-lr": "ultralytics/yolov5: train.py, utils/torch_utils.py and data/hyps/hyp.scratch-low.yaml",
    "YOLOv8": "ultralytics/ultralytics: ultralytics/cfg/default.yaml, without the length",
    "MoCo": "facebookresearch/moco: main_moco.py and README.md",
    "MoCo v2": "facebookresearch/moco: main_moco.py and README.md",
    "MLPClassifier, invscaling, 1437 samples":
        "scikit-learn/scikit-learn: sklearn/neural_network/_stochastic_optimizers.py",
    "MoCo v3, ViT-B": "facebookresearch/moco-v3: main_moco.py and CONFIG.md",
    "SimCLR, batches of 4096": "google-research/simclr: model_util.py, lars_optimizer.py and README.md",
    "CLIP by OpenCLIP": "mlfoundations/open_clip: scheduler.py, params.py and main.py under src/open_clip_train",
    "fairseq, inverse_sqrt": FAIRSEQ + "translation/README.md",
    "fairseq, cosine: adaptive inputs on WikiText-103": WAVES,
    "fairseq, cosine: the same with its second cycle, --t-mult 2 --lr-shrink 0.75": WAVES,
    "wav2vec 2.0, pre-training": FAIRSEQ + "wav2vec/config/pretraining/wav2vec2_base_librispeech.yaml",
    "wav2vec 2.0, fine-tuning on 100 hours (tri-stage)": FAIRSEQ + "wav2vec/config/finetuning/base_100h.yaml",
    "HuBERT, base": FAIRSEQ + "hubert/config/pretrain/hubert_base_librispeech.yaml",
    "Transformer by Tensor2Tensor":
        "tensorflow/tensor2tensor: utils/learning_rate.py and models/transformer.py, transformer_base_v3",
    "ELECTRA, small": "google-research/electra: model/optimization.py and configure_pretraining.py",
    "nanoGPT, Shakespeare by characters": "karpathy/nanoGPT: config/train_shakespeare_char.py and train.py",
    "GPT-NeoX-20B": NEOX + "megatron/model/utils.py and configs/20B.yml",
    "Pythia 160M": NEOX + "and EleutherAI/pythia: models/160M/pythia-160m.yml",
    "TinyLlama": "jzhang38/TinyLlama: pretrain/tinyllama.py, which counts micro-batches",
    "Sentence Transformers": "UKPLab/sentence-transformers: sentence_transformers/fit_mixin.py",
    "VITS": "jaywalnut310/vits: configs/ljs_base.json and vctk_base.json, without the length",
    "HiFi-GAN": "jik876/hifi-gan: config_v1.json and train.py, without the length",
    "DCGAN": "pytorch/examples: dcgan/main.py",
    "Denoising diffusion (DDPM)":
        "hojonathanho/diffusion: scripts/run_cifar.py and diffusion_tf/utils.py, without the length",
    "Latent diffusion, constant after a warm-up":
        "CompVis/stable-diffusion: configs/stable-diffusion/v1-inference.yaml and ldm/lr_scheduler.py, without the length",
    "Diffusion transformers (DiT)": "facebookresearch/DiT: train.py, without the length",
    "EDM: a ramp of 10M images": "NVlabs/edm: train.py",
    "EDM2-S": "NVlabs/edm2: training/training_loop.py, without the length",
    "PPO on Atari, annealed at every iteration": "vwxyzjn/cleanrl: cleanrl/ppo_atari.py",
    "NeRF": "bmild/nerf: run_nerf.py",
    "word2vec, skip-gram": "tmikolov/word2vec: word2vec.c",
    "fastText": "facebookresearch/fastText: src/args.cc and src/fasttext.cc, for supervised training",
    "Stanford's GloVe": "stanfordnlp/GloVe: src/glove.c",
    "piecewise_constant, 1:100,0.1:200,0.01:300,0.005":
        "huggingface/diffusers: src/diffusers/optimization.py, its own example",
    "Textual inversion": "huggingface/diffusers: examples/textual_inversion/README.md",
    "kohya: cosine_with_restarts, 4 cycles": KOHYA,
    "kohya: adafactor with relative_step=False": KOHYA + " and docs/train_SDXL-en.md",
    "The example of a residual network on CIFAR-10": "keras-team/keras: examples/cifar10_resnet.py of version 2",
    "FactorScheduler with a floor": MXNET,
    "MultiFactorScheduler": MXNET,
    "PolyScheduler": MXNET,
    "SGD, constant": "scikit-learn/scikit-learn: sklearn/linear_model/_sgd_fast",
    "SGDRegressor, invscaling": "scikit-learn/scikit-learn: sklearn/linear_model/_sgd_fast",
    "SGDClassifier, optimal, hinge loss": "scikit-learn/scikit-learn: sklearn/linear_model/_sgd_fast",
}


def looked_up(project, name):
    """Where a recipe's numbers were looked up, or nothing."""
    return LOOKED_UP.get(name) or ("" if name in NOT else WHOLE.get(project, ""))
