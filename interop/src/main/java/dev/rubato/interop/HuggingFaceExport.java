package dev.rubato.interop;

/** A strategy for the Trainer of Hugging Face Transformers, which takes PyTorch's objects. */
final class HuggingFaceExport {
  private HuggingFaceExport() {}

  static String text(Exported exported) throws Inexpressible {
    TorchOptimizer optimizer = TorchOptimizer.of(exported, Target.HUGGINGFACE);
    Double norm = exported.constant().get(TorchOptimizer.CLIP_NORM);
    boolean clips = exported.constant().containsKey(TorchOptimizer.CLIP_VALUE);
    boolean watches = !exported.watched().isEmpty();
    return PythonCode.about(
            exported, "The Trainer steps the scheduler; the rate that it logs is the next one.")
        + PyTorchExport.code(exported, optimizer, clips)
        + """


        def make_trainer(model, train_dataset, output_dir="out", **others):
            import transformers

            arguments = transformers.TrainingArguments(output_dir, max_steps=STEPS, max_grad_norm=%s)
            optimizer = make_optimizer(%s)
        """
            .formatted(
                clips || norm == null ? "0" : Dialect.PYTHON.number(norm),
                exported.groups().isEmpty() ? "model.parameters()" : "model")
        + (watches ? observer(exported) : "")
        + """
            return transformers.Trainer(
                model,
                arguments,
                train_dataset=train_dataset,
                optimizers=(optimizer, %s),
        %s        **others,
            )
        """
            .formatted(
                watches ? "scheduler" : "make_scheduler(optimizer)",
                watches ? "        callbacks=[Observer(), *others.pop(\"callbacks\", [])],\n" : "");
  }

  private static String observer(Exported exported) {
    StringBuilder text =
        new StringBuilder(
            """
                scheduler = make_scheduler(optimizer)

                class Observer(transformers.TrainerCallback):
                    def on_evaluate(self, args, state, control, metrics=None, **given):
            """);
    for (String metric : exported.watched().stream().map(Watched::metric).distinct().toList()) {
      // the Trainer calls the loss of an evaluation so
      String its = metric.equals("validation-loss") ? "eval_loss" : "eval_" + metric;
      text.append("            scheduler.observe(metrics[")
          .append(PythonCode.quoted(its))
          .append("], ")
          .append(PythonCode.quoted(metric))
          .append(")\n");
    }
    return text.append('\n').toString();
  }
}
