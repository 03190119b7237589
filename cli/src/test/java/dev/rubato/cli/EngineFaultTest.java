package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where the engine is wrong without our setting, the doctor finds it, and with the setting not. */
class EngineFaultTest {
  private static final String ISA = "DNNL_MAX_CPU_ISA";

  private record Ended(int status, String out) {}

  /** Runs a Java program; which instructions the engine uses is up to it where nothing is said. */
  private static Ended run(String isa, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove(ISA);
    if (!isa.isEmpty()) {
      builder.environment().put(ISA, isa);
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out);
  }

  private static List<String> plain() {
    List<String> command = new ArrayList<>(ProcessTest.rubato());
    command.set(command.size() - 1, PlainResidualNetwork.class.getName());
    return command;
  }

  @Test
  @Tag("long")
  void theDoctorFindsWhatAPlainProgramSuffersFrom() throws Exception {
    Ended plain = run("", plain());
    assertThat(plain.status()).as(plain.out()).isZero();
    long faults = Long.parseLong(plain.out().lines().reduce("", (a, b) -> b).strip());
    Ended doctor = run("", ProcessTest.rubato("doctor"));
    System.out.printf(
        "without %s: %d passes of the plain program were not finite; %s%n",
        ISA, faults, doctor.out().lines().filter(line -> line.startsWith("check")).toList());
    assertThat(doctor.out()).contains(ISA + " not set").contains("500 passes in ");
    if (faults > 0) {
      assertThat(doctor.status()).as(doctor.out()).isEqualTo(Main.FAILED);
      assertThat(doctor.out())
          .contains("gradients that are not finite")
          .contains("computes incorrectly on this machine")
          .contains("Set " + ISA + "=AVX2 in the environment before Java starts");
    } else {
      assertThat(doctor.out().contains("all gradients finite"))
          .as(doctor.out())
          .isEqualTo(doctor.status() == 0);
    }
    Ended mended = run("AVX2", ProcessTest.rubato("doctor"));
    assertThat(mended.status()).as(mended.out()).isZero();
    assertThat(mended.out()).contains("500 passes in ").contains("all gradients finite");
  }
}
