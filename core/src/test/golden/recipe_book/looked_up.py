"""Which recipes were compared with their sources, number by number, and where: a repository and the files in it, or a
paper's text.

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
BIG_VISION = "google-research/big_vision: in big_vision, "
OLMO = "allenai/OLMo: olmo/optim.py and configs/"
LLAMA = "meta-llama/llama: MODEL_CARD.md, and the paper's text"
PAPER = "the paper's text"

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
    "Paddle's schedulers, every step": "PaddlePaddle/Paddle: python/paddle/optimizer/lr.py",
    "TensorFlow 1":
        "tensorflow/tensorflow: tensorflow/python/keras/optimizer_v2/legacy_learning_rate_decay.py",
    "Optax' schedules": "google-deepmind/optax: optax/schedules/_schedule.py and _join.py",
}
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
    "ResNet-50 in an hour, batches of 8192": PAPER,
    "ResNet-50, torchvision's second weights":
        "pytorch/vision: references/classification/README.md and train.py; without its average of the weights",
    "ResNet-50, bag of tricks": PAPER,
    "Inception v3": PAPER,
    "MobileNetV2":
        "tensorflow/models: research/slim/nets/mobilenet/README.md and research/slim/train_image_classifier.py",
    "EfficientNet-B0": "tensorflow/tpu: main.py and utils.py under models/official/efficientnet",
    "BiT-M, pre-training": PAPER,
    "ResNet-110": PAPER,
    "Wide ResNet-28-10": "szagoruyko/wide-residual-networks: train.lua and scripts/train_cifar.sh",
    "DenseNet": "liuzhuang13/DenseNet: opts.lua, train.lua and README.md",
    "SGDR, first cycle of 10 epochs": "loshchil/SGDR: SGDR_WRNs.py",
    "Snapshot ensembles, 5 cycles": "gaohuang/SnapshotEnsemble: opts.lua, train.lua and README.md",
    "Shake-shake, 1800 epochs": "xgastaldi/shake-shake: opts.lua, train.lua and README.md",
    "Super-convergence, ResNet-56": "lnsmith54/super-convergence: clrsolver.prototxt and README.md",
    "ResNet-9 in 24 epochs": "davidcpage/cifar10-fast: dawn.py, core.py and torch_backend.py",
    "ViT-B, pre-training on ImageNet-21k": "google-research/vision_transformer: vit_jax/utils.py, and the paper's text",
    "Rates for any budget: linear": PAPER,
    "Rates for any budget: REX": "kozistr/pytorch_optimizer: pytorch_optimizer/lr_scheduler/rex.py",
    "Knee: explore, then exploit":
        "nikhil-iyer-97/wide-minima-density-hypothesis: knee_lr_schedule.py and README.md",
    "MLP-Mixer-B/16 on ImageNet": BIG_VISION + "configs/mlp_mixer_i1k.py, optax.py and utils.py",
    "ViT-G: root with a cooldown": BIG_VISION + "configs/proj/scaling_laws/train_vit_g.py, optax.py and utils.py",
    "BYOL": "google-deepmind/deepmind-research: byol/configs/byol.py and byol/utils/schedules.py",
    "YOLOv10, batches of 256":
        "THU-MIG/yolov10: README.md, ultralytics/cfg/default.yaml and ultralytics/engine/trainer.py",
    "Faster R-CNN R50, 2x, version 2":
        "open-mmlab/mmdetection: configs/_base_/schedules/schedule_2x.py of version 2, and open-mmlab/mmcv:"
        " mmcv/runner/hooks/lr_updater.py",
    "DeepLabv3": "tensorflow/models: research/deeplab/train.py, and the paper",
    "PSPNet on Cityscapes": "hszhao/semseg: config/cityscapes/cityscapes_pspnet50.yaml, tool/train.py and util/util.py",
    "Segment Anything": PAPER,
    "Transformer, base (Noam)": PAPER,
    "Marian, transformer": "marian-nmt/marian-examples: transformer/run-me.sh, without its average",
    "RoBERTa, base": PAPER,
    "RoBERTa, large": PAPER,
    "DeBERTa, base":
        "microsoft/DeBERTa: experiments/language_model/mlm.sh, DeBERTa/optims and DeBERTa/training/optimizer_utils.py",
    "ALBERT": "google-research/albert: optimization.py, lamb_optimizer.py and run_pretraining.py",
    "T5, pre-training": PAPER,
    "ULMFiT, slanted triangle": PAPER,
    "GPT-1": PAPER,
    "GPT-3 125M, in full batches": PAPER,
    "GPT-3 13B, in full batches": PAPER,
    "nanochat, base model": "karpathy/nanochat: scripts/base_train.py, without the length",
    "Gopher 280B": PAPER,
    "Chinchilla 70B, a step for 1.5M tokens": PAPER,
    "OPT-175B, as planned": PAPER,
    "PaLM": PAPER,
    "Cerebras-GPT 111M":
        "Cerebras/modelzoo: src/cerebras/modelzoo/models/nlp/gpt3/configs/Cerebras_GPT/111m.yaml",
    "Mamba 130M": PAPER,
    "phi-1, base": PAPER,
    "phi-1.5": PAPER,
    "Llama 1, 7B": PAPER,
    "Llama 1, 65B": PAPER,
    "Llama 2, 7B": LLAMA,
    "Llama 2, 70B": LLAMA,
    "Llama 3, 405B, before annealing": PAPER,
    "Baichuan 2, 7B": PAPER,
    "OLMo 2 7B, were it not cut": OLMO + "official-1124/OLMo2-7B-stage1.yaml",
    "OLMo 2 7B: cosine cut off at 3.9T of 5T tokens, then annealed over 50B":
        OLMO + "official-1124/OLMo2-7B-stage1.yaml and OLMo2-7B-stage2-seed42.yaml, and README.md",
    "OLMo 7B": OLMO + "official-0724/OLMo-7B.yaml, without the length",
    "DeepSeek LLM 7B": PAPER,
    "DeepSeek-V2": PAPER,
    "DeepSeek-V3, a step for 100M tokens": PAPER,
    "MiniCPM 2.4B": PAPER,
    "Constant with a 1-sqrt cooldown":
        "epfml/schedules-and-scaling: config/base.py, main.py and optim/utils.py under src, and README.md",
    "SmolLM 135M": "huggingface/smollm: text/pretraining/smollm1/config_smollm1_135M.yaml",
    "SmolLM2 1.7B": "huggingface/smollm: text/pretraining/smollm2/config_smollm2_1B.yaml",
    "Kimi K2, a step for 67.1M tokens": PAPER,
    "Unsloth's notebooks": "unslothai/notebooks: python_scripts/Llama3.1_(8B)-Alpaca.py",
    "spaCy, transformer pipelines":
        "explosion/spaCy: spacy/cli/templates/quickstart_training.jinja and spacy/default_config.cfg, and explosion/thinc:"
        " thinc/optimizers.py",
    "Whisper, large": PAPER,
    "Conformer by ESPnet":
        "espnet/espnet: espnet2/schedulers/warmup_lr.py and"
        " egs2/librispeech/asr1/conf/tuning/train_asr_conformer10_hop_length160.yaml, without the length",
    "CycleGAN and pix2pix":
        "junyanz/pytorch-CycleGAN-and-pix2pix: models/networks.py, options/train_options.py and train.py",
    "DQN on Atari": PAPER,
    "AlphaGo Zero": PAPER,
    "AlphaZero, chess": "the paper's published pseudocode",
    "MuZero, Atari": "the paper's published pseudocode",
    "AlphaFold 2 by OpenFold, initial training":
        "aqlaboratory/openfold: openfold/utils/lr_schedulers.py, train_openfold.py, openfold/config.py and"
        " deepspeed_config.json, without the length",
    "ESM-2": PAPER,
    "3D Gaussian splatting, positions":
        "graphdeco-inria/gaussian-splatting: arguments/__init__.py, utils/general_utils.py and train.py",
    "Word language model": "pytorch/examples: word_language_model/main.py",
    "Prodigy with a cosine, for diffusion models": "konstmish/prodigy: README.md",
    "Schedule-free AdamW, AlgoPerf's winner":
        "facebookresearch/schedule_free: schedulefree/algoperf/self_tuning/schedule_free_adamw/submission.py, without the"
        " length",
    "AlgoPerf's baseline, NAdamW":
        "mlcommons/algorithmic-efficiency: algorithms/baselines/self_tuning/pytorch_nadamw_full_budget.py, without the"
        " length",
    "D-Adaptation": "facebookresearch/dadaptation: README.md and dadaptation/dadapt_adam.py",
    "Distance over gradients": "formll/dog: README.md and src/dog/dog.py",
    "The transformer tutorial": "tensorflow/text: docs/tutorials/transformer.ipynb",
    "GluonCV, ResNet-50":
        "dmlc/gluon-cv: gluoncv/utils/lr_scheduler.py and scripts/classification/imagenet/train_imagenet.py",
}


def looked_up(project, name):
    """Where a recipe's numbers were looked up, or nothing."""
    return LOOKED_UP.get(name) or WHOLE.get(project, "")
