package dev.rubato.interop;

import java.util.Locale;

/** Where a strategy can be taken. */
public enum Target {
  /** A class in plain Java, for a loop of one's own. */
  JAVA,
  /** A tracker and an optimizer of DJL; Rubato's for DJL where that can't say it. */
  DJL,
  /** An optimizer and a scheduler of PyTorch. */
  PYTORCH,
  /** A learning rate schedule and an optimizer of Keras 3. */
  KERAS,
  /** A schedule and a gradient transformation of Optax. */
  OPTAX,
  /** PyTorch's, given to the Trainer of Hugging Face Transformers. */
  HUGGINGFACE,
  /** The numbers of every step as CSV. */
  CSV,
  /** The numbers of every step as JSON. */
  JSON;

  /** As people write it: {@code pytorch}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
