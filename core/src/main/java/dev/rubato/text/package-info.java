/** Text for people, from whoever it comes: what is shown of it, and how. */
@NullMarked
package dev.rubato.text;

import org.jspecify.annotations.NullMarked;
