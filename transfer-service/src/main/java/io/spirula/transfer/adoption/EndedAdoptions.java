package io.spirula.transfer.adoption;

import io.spirula.messaging.history.EndedRows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets orders to adopt that ended long ago, and what was found for them: that first, since it may be much. */
@Component
class EndedAdoptions extends EndedRows {

    EndedAdoptions(JdbcClient jdbc) {
        super(jdbc, "adoptions", """
                delete from adoption_refusal where id in (
                    select r.id from adoption_refusal r join adoption a on a.id = r.adoption
                    where a.ended_at < :before limit :limit)
                """, """
                delete from adoption_replica where (adoption, pool_id, namespace, image) in (
                    select r.adoption, r.pool_id, r.namespace, r.image
                    from adoption_replica r join adoption a on a.id = r.adoption
                    where a.ended_at < :before limit :limit)
                """, """
                delete from adoption where id in (select id from adoption where ended_at < :before limit :limit)
                """);
    }
}
