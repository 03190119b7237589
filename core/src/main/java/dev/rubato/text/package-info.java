/** Text for people, from any source: what is shown of it, and how. */
@NullMarked
package dev.rubato.text;

import org.jspecify.annotations.NullMarked;
