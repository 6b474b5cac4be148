/** Whether the places that policies name are there. */
@NullMarked
package io.spirula.rbd.place;

import org.jspecify.annotations.NullMarked;
