/** Studies that the page starts, each in a process of its own. */
@NullMarked
package dev.rubato.web.started;

import org.jspecify.annotations.NullMarked;
