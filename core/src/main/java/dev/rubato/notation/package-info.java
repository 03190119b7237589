/** The notation: text to strategies, with errors that point to the place. */
@NullMarked
package dev.rubato.notation;

import org.jspecify.annotations.NullMarked;
