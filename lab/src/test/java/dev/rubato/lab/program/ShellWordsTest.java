package dev.rubato.lab.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The words of a command line, as a shell takes them. */
class ShellWordsTest {
  @Test
  void quotesAndBackslashesHoldWordsTogether() {
    assertThat(ShellWords.of("a '' 'b c'\\''d'  e\\ f")).containsExactly("a", "b c'd", "e f");
  }
}
