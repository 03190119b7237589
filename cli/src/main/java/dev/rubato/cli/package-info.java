/** The {@code rubato} command: one file a subcommand. */
@NullMarked
package dev.rubato.cli;

import org.jspecify.annotations.NullMarked;
