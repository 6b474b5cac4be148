/** What is handed out for monitoring is right. */
@NullMarked
package io.spirula.monitoring;

import org.jspecify.annotations.NullMarked;
