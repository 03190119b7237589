package dev.rubato.cli;

/** Writes to the terminal until the process is stopped: what comes after that would confuse. */
interface Silenced {
  /** Writes nothing from now on. */
  void silence();
}
