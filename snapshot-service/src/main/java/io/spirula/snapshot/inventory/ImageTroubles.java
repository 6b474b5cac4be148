package io.spirula.snapshot.inventory;

import io.spirula.contracts.ImageId;
import io.spirula.messaging.work.LostLeaseException;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdTimeoutException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * What is wrong with single images of a cluster, from scan to scan until they were read whole. It is kept from the
 * other images, unless they would fare no better. Used by one thread.
 */
final class ImageTroubles {

    private static final Logger log = LoggerFactory.getLogger(ImageTroubles.class);
    /** So many images that do not answer in time are taken for a cluster that does not. */
    private static final int TIMEOUTS = 3;

    private final Map<ImageId, String> known = new LinkedHashMap<>();
    private int timeouts;

    /** A scan begins. What was wrong with images that are listed no more is forgotten. */
    void begin(Set<ImageId> listed) {
        known.keySet().retainAll(listed);
        timeouts = 0;
    }

    void note(ImageId image, String what) {
        known.put(image, what);
    }

    void readWhole(ImageId image) {
        known.remove(image);
    }

    Map<ImageId, String> all() {
        return Map.copyOf(known);
    }

    /** Whether the work on one image was done. If not, that is noted, or thrown when it is not for this image alone. */
    boolean confine(ImageId image, Runnable work) {
        try {
            work.run();
            return true;
        } catch (RbdException e) {
            if (e.endsConnection() || (e instanceof RbdTimeoutException && ++timeouts >= TIMEOUTS)) {
                throw e;
            }
            note(image, String.valueOf(e.getMessage()));
        } catch (DataIntegrityViolationException e) {
            unforeseen(image, e);
        } catch (LostLeaseException | DataAccessException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            unforeseen(image, e);
        }
        return false;
    }

    private void unforeseen(ImageId image, RuntimeException e) {
        String message = e.getMessage();
        String what = message == null ? e.getClass().getSimpleName() : message;
        if (!what.equals(known.get(image))) {
            log.error("image={} is left out of the inventory for an unknown reason", image, e);
        }
        note(image, what);
    }
}
