/** {@code bin/demo}: the main job, shown on a throw-away world. */
@NullMarked
package io.spirula.sandbox.demo;

import org.jspecify.annotations.NullMarked;
