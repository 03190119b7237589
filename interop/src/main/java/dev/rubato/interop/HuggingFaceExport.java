package dev.rubato.interop;

/** A strategy for the Trainer of Hugging Face Transformers, which takes PyTorch's objects. */
final class HuggingFaceExport {
  private HuggingFaceExport() {}

  static String text(Exported exported) throws Inexpressible {
    TorchOptimizer optimizer = TorchOptimizer.of(exported, Target.HUGGINGFACE);
    return PythonCode.about(
            exported, "The Trainer steps the scheduler; the rate that it logs is the next one.")
        + PyTorchExport.code(exported, optimizer)
        + """


        def make_trainer(model, train_dataset, output_dir="out", **others):
            import transformers

            arguments = transformers.TrainingArguments(output_dir, max_steps=STEPS, max_grad_norm=0)
            optimizer = make_optimizer(model.parameters())
            return transformers.Trainer(
                model,
                arguments,
                train_dataset=train_dataset,
                optimizers=(optimizer, make_scheduler(optimizer)),
                **others,
            )
        """;
  }
}
