/** Whether a cluster has enough to do with itself, so that moves wait for a while. */
@NullMarked
package io.spirula.transfer.backoff;

import org.jspecify.annotations.NullMarked;
