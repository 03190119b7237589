package dev.rubato.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.ParameterKind;
import dev.rubato.strategy.RunningStrategy;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups of parameters and phrases that watch, as plain Java and for DJL, compiled and run. */
@Timeout(60)
@Tag("long")
class JavaExportTest {
  private static final Horizon LENGTH = new Horizon(120, 20);

  private static final List<String> GROUPED =
      List.of(
          "adamw: cosine(0.1 -> 0) with \"@vector\" (weight-decay=0) with \"head*\" (rate=10)",
          "sgd(momentum=0.9): 0.1 with \"body*,norm*\" (rate=linear(0 -> 1), momentum=0.5)",
          "adam(weight-decay=linear(0 -> 0.1)): 0.1 with \"@bias, @norm\" (weight-decay=cosine(1 ->"
              + " 0)) with \"head.w?ight\" (weight-decay=0.5)",
          "sgd: 0.1 with \"body*\" (frozen-until=30) with \"body.bias\" (frozen-from=60,"
              + " frozen-until=10)",
          "sgd: 0.1 with \"@scale\" (frozen=true) with \"*\" (rate=2)");

  private static final List<String> WATCHING =
      List.of(
          "plateau(0.1, factor=0.5, patience=1)",
          "plateau(0.1, factor=0.5, patience=1, threshold=0.05, cooldown=2, min=0.02, mode=max)",
          "plateau(0.1, factor=0.3, patience=2, threshold=0.1, threshold-mode=abs, cooldown=1)",
          "linear(0 -> 0.1) for 20 then plateau(factor=0.5, patience=1) until 80 then cosine(-> 0)",
          "(plateau(1, factor=0.5, patience=2) + 0.5) * cosine(0.1 -> 0.01)",
          "greedy(0.1, factor=0.8, patience=1, min=0.05, max=0.2)",
          "greedy(0.1, factor=0.5, patience=0, min=0.05, cooldown=1, warmup=2, reset=2, mode=max)",
          "plateau(0.1, metric=\"val/loss\", patience=0)",
          "plateau(0.1, patience=1) with \"head*\" (rate=2)");

  private record Parameter(String name, ParameterKind kind, Set<String> kinds, int dimensions) {}

  private static final List<Parameter> NET =
      List.of(
          new Parameter("body.weight", ParameterKind.WEIGHT, Set.of("@weight"), 2),
          new Parameter("body.bias", ParameterKind.BIAS, Set.of("@bias", "@vector"), 1),
          new Parameter(
              "norm.weight", ParameterKind.SCALE, Set.of("@norm", "@scale", "@vector"), 1),
          new Parameter("head.weight", ParameterKind.WEIGHT, Set.of("@weight"), 2));

  @TempDir Path folder;

  private List<Class<?>> compiled(List<String> strategies, Target target) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Assumptions.assumeTrue(compiler != null, "no compiler: this is no JDK");
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", folder.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (int i = 0; i < strategies.size(); i++) {
      StringBuilder code = new StringBuilder("package p" + i + ";\n");
      Exports.write(Notation.strategy(strategies.get(i)), LENGTH, target, code);
      Path file = Files.createDirectories(folder.resolve("p" + i)).resolve("Rates.java");
      Files.writeString(file, code);
      arguments.add(file.toString());
    }
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
    List<Class<?>> classes = new ArrayList<>();
    URL[] here = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(here, JavaExportTest.class.getClassLoader())) {
      for (int i = 0; i < strategies.size(); i++) {
        classes.add(loader.loadClass("p" + i + ".Rates"));
        assertThat(classes.get(i).getDeclaredMethods()).isNotEmpty(); // each can be linked
      }
      for (int i = 0; i < strategies.size(); i++) {
        Path inner = folder.resolve("p" + i).resolve("Rates$Watch.class");
        if (Files.exists(inner)) {
          loader.loadClass("p" + i + ".Rates$Watch");
        }
      }
    }
    return classes;
  }

  private static Object call(Class<?> type, Object on, String name, Object... given)
      throws ReflectiveOperationException {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == given.length) {
        method.setAccessible(true);
        return method.invoke(on, given);
      }
    }
    throw new NoSuchMethodException(name);
  }

  /** The rate and the weight decay of a parameter, as Rubato has them. */
  private static double[] ours(RunningStrategy running, Parameter parameter, long t) {
    double rate = running.rate().at(t);
    double decay = Double.NaN;
    for (var each : running.hyperparameters()) {
      decay = each.name().equals("weight-decay") ? each.at(t) : decay;
    }
    long first = 0;
    long last = Long.MAX_VALUE;
    for (ParameterGroup group : running.strategy().groups()) {
      if (group.matches(List.of(parameter.name), parameter.kind, parameter.dimensions)) {
        Long until = group.firstStep(LENGTH);
        Long from = group.lastStep(LENGTH);
        first = until == null ? first : until;
        last = from == null ? last : from;
        rate *= group.factor().over(LENGTH).at(t);
        var own = group.numbers().get("weight-decay");
        decay = own == null ? decay : own.over(LENGTH).at(t);
      }
    }
    return new double[] {t >= first && t < last ? rate : 0, decay};
  }

  @Test
  void everyParameterHasItsGroupsNumbers() throws Exception {
    List<Class<?>> classes = compiled(GROUPED, Target.JAVA);
    for (int i = 0; i < GROUPED.size(); i++) {
      RunningStrategy running = new RunningStrategy(Notation.strategy(GROUPED.get(i)), LENGTH);
      boolean decays = GROUPED.get(i).contains("(weight-decay") || i == 2;
      for (Parameter each : NET) {
        for (long t = 0; t < LENGTH.steps(); t++) {
          double[] ours = ours(running, each, t);
          Object rate = call(classes.get(i), null, "rate", t, each.name, each.kinds);
          assertThat((double) rate)
              .as("%s of %s at %d", GROUPED.get(i), each.name, t)
              .isCloseTo(ours[0], within(1e-12));
          if (decays) {
            Object decay = call(classes.get(i), null, "weightDecay", t, each.name, each.kinds);
            assertThat((double) decay)
                .as("%s of %s", t, each.name)
                .isCloseTo(ours[1], within(1e-12));
          }
        }
      }
    }
  }

  @Test
  void whatWatchesFollowsTheEvaluations() throws Exception {
    List<Class<?>> classes = compiled(WATCHING, Target.JAVA);
    for (int i = 0; i < WATCHING.size(); i++) {
      Constructor<?> made = classes.get(i).getDeclaredConstructor();
      made.setAccessible(true);
      Object rates = made.newInstance();
      RunningStrategy running = new RunningStrategy(Notation.strategy(WATCHING.get(i)), LENGTH);
      String metric = WATCHING.get(i).contains("val/loss") ? "val/loss" : "validation-loss";
      Random random = new Random(3);
      double lowest = 1;
      for (long t = 0; t < LENGTH.steps(); t++) {
        if (t > 0 && t % 3 == 0) {
          double value = t == 60 ? Double.NaN : 1 / (1 + t / 20.0) + 0.3 * random.nextDouble();
          running.observe(t, metric, value);
          call(classes.get(i), rates, "observe", t, metric, value);
          call(classes.get(i), rates, "observe", t, "another", 0.0);
        }
        double its = (double) call(classes.get(i), rates, "rate", t);
        lowest = Math.min(lowest, its);
        assertThat(its)
            .as("%s at %d", WATCHING.get(i), t)
            .isCloseTo(running.rate().at(t), within(1e-12));
      }
      assertThat(lowest).as(WATCHING.get(i)).isLessThan(0.1); // it did lower the rate
    }
  }

  @Test
  void whatDjlsOwnOptimizersCantIsWrittenWithRubatos() throws Exception {
    List<String> strategies =
        new ArrayList<>(List.of("lion: 0.1", "adam(beta1=0.9 for 9 then 0.8): 1"));
    strategies.addAll(GROUPED);
    strategies.addAll(WATCHING);
    List<Class<?>> classes = compiled(strategies, Target.DJL);
    for (int i = 0; i < strategies.size(); i++) {
      var text = classes.get(i).getDeclaredField("STRATEGY");
      text.setAccessible(true);
      assertThat(text.get(null)).isEqualTo(Notation.strategy(strategies.get(i)).toString());
      var horizon = classes.get(i).getDeclaredField("HORIZON");
      horizon.setAccessible(true);
      assertThat(horizon.get(null)).isEqualTo(LENGTH);
    }
  }
}
