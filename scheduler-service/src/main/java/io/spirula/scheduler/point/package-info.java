/** Points and their copies, as transfer-service told. */
@NullMarked
package io.spirula.scheduler.point;

import org.jspecify.annotations.NullMarked;
