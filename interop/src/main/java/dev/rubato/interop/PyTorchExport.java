package dev.rubato.interop;

import dev.rubato.argument.Arguments;
import java.util.List;

/**
 * A strategy as an optimizer and a scheduler of PyTorch, which sets every number that moves, for
 * each group of parameters.
 */
final class PyTorchExport {
  private PyTorchExport() {}

  static String text(Exported exported) throws Inexpressible {
    TorchOptimizer optimizer = TorchOptimizer.of(exported, Target.PYTORCH);
    if (isPlateau(exported)) {
      return PythonCode.about(
              exported,
              "After each evaluation call scheduler.step(%s); after an update nothing."
                  .formatted(PythonCode.name(exported.watched().get(0).metric())),
              "It judges as Rubato does where the metric is finite and not negative.")
          + plateau(exported, optimizer);
    }
    String note = "After each optimizer.step() call scheduler.step(); its state is one number.";
    String watching =
        "After each optimizer.step() call scheduler.step(), and after each evaluation"
            + " scheduler.observe(value, metric).";
    return PythonCode.about(exported, exported.watched().isEmpty() ? note : watching)
        + code(exported, optimizer, true);
  }

  /** Whether PyTorch's own scheduler does all of it. */
  private static boolean isPlateau(Exported exported) {
    if (!(exported.rate() instanceof Term.Level)
        || exported.watched().size() != 1
        || !exported.groups().isEmpty()
        || !exported.scheduled().isEmpty()) {
      return false;
    }
    Watched only = exported.watched().get(0);
    return only.call().equals("plateau")
        && only.until() == Double.POSITIVE_INFINITY
        && only.level() >= only.arguments().number("min");
  }

  private static String plateau(Exported exported, TorchOptimizer optimizer) {
    Watched only = exported.watched().get(0);
    Arguments given = only.arguments();
    return "import torch\n"
        + optimizer.clipping(exported)
        + makeOptimizer(exported, optimizer, true, only.level())
        + """


        def make_scheduler(optimizer):
            return torch.optim.lr_scheduler.ReduceLROnPlateau(
                optimizer, mode="%s", factor=%s, patience=%s, threshold=%s, threshold_mode="%s", cooldown=%s, min_lr=%s, eps=0
            )
        """
            .formatted(
                given.word("mode"),
                Dialect.PYTHON.number(given.number("factor")),
                Dialect.PYTHON.number(given.number("patience")),
                Dialect.PYTHON.number(given.number("threshold")),
                given.word("threshold-mode"),
                Dialect.PYTHON.number(given.number("cooldown")),
                Dialect.PYTHON.number(given.number("min")));
  }

  private static String makeOptimizer(
      Exported exported, TorchOptimizer optimizer, boolean clips, double lr) {
    boolean groups = !exported.groups().isEmpty();
    return "\n\ndef make_optimizer(%s):\n    return %s\n"
        .formatted(
            groups ? "model" : "parameters",
            optimizer.call(exported, groups ? "split(model)" : "parameters", clips, lr));
  }

  /**
   * The code without what stands above it.
   *
   * @param clips whether the optimizer is to clip what has to be clipped
   */
  static String code(Exported exported, TorchOptimizer optimizer, boolean clips)
      throws Inexpressible {
    boolean groups = !exported.groups().isEmpty();
    boolean watches = !exported.watched().isEmpty();
    StringBuilder text = new StringBuilder(groups ? "import fnmatch\n" : "");
    text.append("import math\n\nimport torch\n\n");
    text.append("STEPS = ").append(exported.horizon().steps()).append("\n\n\n");
    text.append(PythonCode.functions(exported, Dialect.PYTHON));
    text.append(watches ? WatchCode.functions(exported) : "");
    text.append(groups ? TorchGroups.functions(exported) : "");
    text.append(clips ? optimizer.clipping(exported) : "");
    text.append(makeOptimizer(exported, optimizer, clips, 1));
    if (!groups && !watches && exported.scheduled().isEmpty()) {
      text.append("\n\ndef make_scheduler(optimizer):\n");
      return text.append("    return torch.optim.lr_scheduler.LambdaLR(optimizer, rate)\n")
          .toString();
    }
    return text.append(scheduler(TorchGroups.moves(exported, optimizer), exported)).toString();
  }

  private static String scheduler(List<String> moves, Exported exported) {
    boolean watches = !exported.watched().isEmpty();
    String also = watches ? ", watches" : "";
    StringBuilder text = new StringBuilder("\n\ndef move(group, t").append(also).append("):\n");
    text.append(
        "    \"\"\"Gives a group of parameters its numbers for the update after t others.\"\"\"\n");
    moves.forEach(line -> text.append("    ").append(line).append('\n'));
    text.append("\n\nclass Scheduler(torch.optim.lr_scheduler.LambdaLR):\n");
    text.append("    \"\"\"Moves every number of every group.\"\"\"\n\n");
    text.append("    def __init__(self, optimizer):\n");
    text.append(watches ? "        self.watches = fresh()\n" : "");
    text.append("        super().__init__(optimizer, lambda t: 1.0)\n\n");
    text.append("    def step(self, epoch=None):\n        super().step(epoch)\n");
    text.append("        self.move()\n\n");
    if (watches) {
      text.append("    def observe(self, value, metric=");
      text.append(PythonCode.quoted(exported.watched().get(0).metric())).append("):\n");
      text.append("        \"\"\"Tells of an evaluation of the model as it is now.\"\"\"\n");
      text.append("        observe(self.watches, self.last_epoch, metric, float(value))\n");
      text.append("        self.move()\n\n");
    }
    text.append("    def load_state_dict(self, state):\n        super().load_state_dict(state)\n");
    text.append("        self.move()\n\n");
    text.append("    def move(self):\n        for group in self.optimizer.param_groups:\n");
    text.append("            move(group, self.last_epoch");
    text.append(watches ? ", self.watches" : "").append(")\n");
    text.append(
        "        self._last_lr = [group[\"lr\"] for group in self.optimizer.param_groups]\n");
    return text.append("\n\ndef make_scheduler(optimizer):\n    return Scheduler(optimizer)\n")
        .toString();
  }
}
