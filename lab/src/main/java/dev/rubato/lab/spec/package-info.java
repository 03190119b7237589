/** Recipes for tasks, that can be kept and sent: how to open one here or on another machine. */
@NullMarked
package dev.rubato.lab.spec;

import org.jspecify.annotations.NullMarked;
