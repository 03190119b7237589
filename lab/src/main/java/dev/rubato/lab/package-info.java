/** Tasks, trials and comparisons: which strategy learns a task best, judged honestly. */
@NullMarked
package dev.rubato.lab;

import org.jspecify.annotations.NullMarked;
