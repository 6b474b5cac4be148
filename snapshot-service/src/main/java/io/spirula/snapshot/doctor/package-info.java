/** Whether the clusters can be used as this service needs it. */
@NullMarked
package io.spirula.snapshot.doctor;

import org.jspecify.annotations.NullMarked;
