/** How handles live: used by many threads at once, closed once, children first. */
@NullMarked
package io.spirula.rbd.handle;

import org.jspecify.annotations.NullMarked;
