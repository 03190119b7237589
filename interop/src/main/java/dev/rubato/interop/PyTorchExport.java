package dev.rubato.interop;

import java.util.List;

/** A strategy as an optimizer and a scheduler of PyTorch, which sets every number that moves. */
final class PyTorchExport {
  private PyTorchExport() {}

  static String text(Exported exported) throws Inexpressible {
    TorchOptimizer optimizer = TorchOptimizer.of(exported, Target.PYTORCH);
    return PythonCode.about(
            exported, "After each optimizer.step() call scheduler.step(); its state is one number.")
        + code(exported, optimizer);
  }

  /** The code without what stands above it. */
  static String code(Exported exported, TorchOptimizer optimizer) {
    StringBuilder text = new StringBuilder("import math\n\nimport torch\n\n");
    text.append("STEPS = ").append(exported.horizon().steps()).append("\n\n\n");
    text.append(PythonCode.functions(exported, Dialect.PYTHON));
    text.append("\n\ndef make_optimizer(parameters):\n    return ");
    text.append(optimizer.call(exported)).append("\n");
    List<String> moves = optimizer.moves(exported, "group");
    if (moves.isEmpty()) {
      text.append("\n\ndef make_scheduler(optimizer):\n");
      text.append("    return torch.optim.lr_scheduler.LambdaLR(optimizer, rate)\n");
      return text.toString();
    }
    text.append("\n\nclass Scheduler(torch.optim.lr_scheduler.LambdaLR):\n");
    text.append("    \"\"\"Moves the other numbers with the rate.\"\"\"\n\n");
    text.append("    def step(self, epoch=None):\n        super().step(epoch)\n");
    text.append("        t = self.last_epoch\n        for group in self.optimizer.param_groups:\n");
    moves.forEach(line -> text.append("            ").append(line).append('\n'));
    text.append("\n\ndef make_scheduler(optimizer):\n    return Scheduler(optimizer, rate)\n");
    return text.toString();
  }
}
