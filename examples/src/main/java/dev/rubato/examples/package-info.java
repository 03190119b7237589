/** Programs that a user of Rubato would write. */
@NullMarked
package dev.rubato.examples;

import org.jspecify.annotations.NullMarked;
