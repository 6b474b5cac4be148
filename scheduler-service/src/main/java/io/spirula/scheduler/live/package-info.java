/** Events as they happen, for people who watch. */
@NullMarked
package io.spirula.scheduler.live;

import org.jspecify.annotations.NullMarked;
