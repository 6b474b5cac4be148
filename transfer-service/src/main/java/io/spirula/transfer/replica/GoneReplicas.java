package io.spirula.transfer.replica;

import io.spirula.messaging.history.EndedRows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Forgets generations that are gone, as soon as all copies that were ever made into them are forgotten. The newest of a lineage
 * on a target, and the newest of those that wanted a name there, stay for ever: a number that was given is not given again.
 */
@Component
class GoneReplicas extends EndedRows {

    GoneReplicas(JdbcClient jdbc) {
        super(jdbc, "replicas", """
                with forgotten as (
                    select id from replica r
                    where state = 'GONE' and not exists (select 1 from copy c where c.replica = r.id)
                        and exists (
                            select 1 from replica newer
                            where newer.lineage = r.lineage and newer.target_key = r.target_key
                                and newer.epoch > r.epoch)
                        and exists (
                            select 1 from replica newer
                            where newer.target_key = r.target_key and newer.wanted_name = r.wanted_name
                                and newer.epoch > r.epoch)
                    limit :limit for update skip locked)
                delete from replica using forgotten where replica.id = forgotten.id
                """);
    }
}
