/** How fast data is moved: by policy, by cluster and by time of day, shared fairly by all moves of this instance. */
@NullMarked
package io.spirula.transfer.bandwidth;

import org.jspecify.annotations.NullMarked;
