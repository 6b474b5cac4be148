/** Which policy protects which image on which targets now, when that is due, and letting go of images. */
@NullMarked
package io.spirula.scheduler.protection;

import org.jspecify.annotations.NullMarked;
