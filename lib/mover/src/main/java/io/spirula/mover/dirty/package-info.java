/** Which objects of a source may have changed: what its object maps say, and how far they can be trusted. */
@NullMarked
package io.spirula.mover.dirty;

import org.jspecify.annotations.NullMarked;
