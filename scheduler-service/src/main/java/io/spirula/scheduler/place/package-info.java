/** Whether the pools that a policy names are there, asked of the services that hold Ceph keys. */
@NullMarked
package io.spirula.scheduler.place;

import org.jspecify.annotations.NullMarked;
