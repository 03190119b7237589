package dev.rubato.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ViewportTest {
  private static final Viewport WIDE = new Viewport(-2, 2, 0, 1);

  @Test
  void edgesBelongToTheWindow() {
    assertThat(WIDE.contains(new Point(2, 0))).isTrue();
    assertThat(WIDE.contains(new Point(2.001, 0))).isFalse();
    assertThat(WIDE.contains(new Point(0, Double.NaN))).isFalse();
  }

  @Test
  void aPointOutsideStretchesOnlyTheSidesThatItLiesBeyond() {
    assertThat(WIDE.with(new Point(0, 0.5))).isEqualTo(WIDE);
    assertThat(WIDE.with(new Point(-3, 4))).isEqualTo(new Viewport(-3, 2, 0, 4));
  }

  @Test
  void anotherAspectAddsRoomAroundTheSameMiddle() {
    assertThat(WIDE.withAspect(2)).isEqualTo(new Viewport(-2, 2, -0.5, 1.5));
    assertThat(WIDE.withAspect(8)).isEqualTo(new Viewport(-4, 4, 0, 1));
    assertThat(WIDE.withAspect(4)).isEqualTo(WIDE);
    assertThat(WIDE.grown(1)).isEqualTo(new Viewport(-6, 6, -1, 2));
  }

  @Test
  void anEmptyWindowIsAnError() {
    assertThatThrownBy(() -> new Viewport(1, 1, 0, 1))
        .hasMessage("a window must have left < right and bottom < top, was 1.0 to 1.0, 0.0 to 1.0");
  }
}
