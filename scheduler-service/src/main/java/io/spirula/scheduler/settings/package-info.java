/** The configuration of this service. */
@NullMarked
package io.spirula.scheduler.settings;

import org.jspecify.annotations.NullMarked;
