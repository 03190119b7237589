/**
 * Training programs in any language as tasks: they read rates from a file and print their losses
 * and metrics.
 */
@NullMarked
package dev.rubato.lab.program;

import org.jspecify.annotations.NullMarked;
