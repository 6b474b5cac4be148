package io.spirula.messaging;

import io.spirula.contracts.event.Service;

/**
 * Who publishes.
 *
 * @param site the configured name of the site: lower case letters, digits and hyphens
 * @param service the service
 */
public record Origin(String site, Service service) {

    public Origin {
        if (!site.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException(
                    "spirula.site must be 1 to 63 lower case letters, digits and inner hyphens, not '" + site + "'");
        }
    }

    /** The CloudEvents source. */
    public String source() {
        return "/spirula/" + site + "/" + service.wireName();
    }

    /** The consumer group; also the start of the names of other groups and of transactional ids. */
    public String group() {
        return "spirula." + service.wireName();
    }
}
