/** Whether the clusters can be used as this service needs it. */
@NullMarked
package io.spirula.restore.doctor;

import org.jspecify.annotations.NullMarked;
