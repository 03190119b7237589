/** The {@code rubato} command: one file per subcommand. */
@NullMarked
package dev.rubato.cli;

import org.jspecify.annotations.NullMarked;
