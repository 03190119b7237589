/** Files in folders that nobody vouches for: written whole or not at all, and only where meant. */
@NullMarked
package dev.rubato.file;

import org.jspecify.annotations.NullMarked;
