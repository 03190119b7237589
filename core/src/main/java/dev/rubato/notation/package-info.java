/** The notation: text to strategies, with errors that point at the place. */
@NullMarked
package dev.rubato.notation;

import org.jspecify.annotations.NullMarked;
