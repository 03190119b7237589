package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand steps leave no array and no buffer behind. */
@Tag("long")
class MemoryTest {
  private static final int STEPS = 10_000;
  private static final int WARM = 2_000;

  private static long buffers() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getCount)
        .sum();
  }

  /** What the process holds beside Java's heap. */
  private static long residentKilobytes() throws IOException {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() >> 10;
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
            .findFirst()
            .orElseThrow()
        - heap;
  }

  /** The manager of all that belongs to no other. */
  private static NDManager system() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      return manager.getParentManager();
    }
  }

  private static int arrays(NDManager manager) {
    return manager.getManagedArrays().size();
  }

  @Test
  void tenThousandStepsLeaveMemoryAsItWas() throws Exception {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(200).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(10).build());
    StrategyOptimizer optimizer =
        StrategyOptimizer.builder(
                block, "adamw(clip-norm=1): cosine(0.001 -> 0)", Horizon.ofSteps(STEPS))
            .build();
    try (Model model = Model.newInstance("long", "PyTorch")) {
      model.setBlock(block);
      try (Trainer trainer =
          model.newTrainer(
              new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer))) {
        trainer.initialize(new Shape(16, 100));
        NDArray rows = trainer.getManager().randomNormal(new Shape(16, 100));
        NDArray labels = trainer.getManager().zeros(new Shape(16));
        int ofEngine = 0;
        int own = 0;
        long direct = 0;
        long resident = 0;
        long growth = Long.MAX_VALUE; // the least of the rounds: what is lost, is lost in each
        for (int t = 0; t < STEPS; t++) {
          if (t > WARM && t % WARM == 0) {
            long now = residentKilobytes();
            growth = Math.min(growth, now - resident);
            resident = now;
          }
          if (t == WARM) {
            ofEngine = arrays(system());
            own = arrays(trainer.getManager());
            direct = buffers();
            resident = residentKilobytes();
          }
          try (NDManager scope = trainer.getManager().newSubManager();
              GradientCollector collector = trainer.newGradientCollector()) {
            NDArray batch = rows.duplicate();
            batch.attach(scope);
            NDArray classes = labels.duplicate();
            classes.attach(scope);
            NDArray loss =
                trainer.getLoss().evaluate(new NDList(classes), trainer.forward(new NDList(batch)));
            collector.backward(loss);
          }
          trainer.step();
        }
        growth = Math.min(growth, residentKilobytes() - resident);
        System.out.printf(
            "after %d and %d steps: arrays %d+%d, %d+%d; buffers %d, %d; least growth %d KiB%n",
            WARM,
            STEPS,
            ofEngine,
            own,
            arrays(system()),
            arrays(trainer.getManager()),
            direct,
            buffers(),
            growth);
        assertThat(optimizer.t()).isEqualTo(STEPS);
        assertThat(arrays(system())).isEqualTo(ofEngine);
        assertThat(arrays(trainer.getManager())).isLessThanOrEqualTo(own + 10);
        assertThat(buffers()).isLessThanOrEqualTo(direct + 10);
        assertThat(growth).isLessThan(8_000);
      }
    }
  }
}
