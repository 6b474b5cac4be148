package io.spirula.scheduler.place;

import io.spirula.contracts.TargetRef;
import io.spirula.contracts.policy.PolicySpec;
import io.spirula.contracts.query.PlaceSide;
import io.spirula.contracts.query.PlacesQuestion;
import io.spirula.scheduler.inventory.PoolRef;
import java.util.ArrayList;
import java.util.List;

/**
 * A place that a policy names.
 *
 * @param field where the policy names it
 * @param place what it names
 */
public record WantedPlace(String field, PlacesQuestion.Item place) {

    /** All that a policy names. */
    public static List<WantedPlace> of(PolicySpec spec) {
        List<WantedPlace> places = new ArrayList<>();
        for (int i = 0; i < spec.source().pools().size(); i++) {
            PoolRef pool =
                    PoolRef.parse(spec.source().cluster(), spec.source().pools().get(i));
            places.add(new WantedPlace("spec.source.pools[" + i + "]", item(PlaceSide.SOURCE, pool)));
        }
        for (int i = 0; i < spec.targets().size(); i++) {
            TargetRef target = spec.targets().get(i).target();
            places.add(new WantedPlace("spec.targets[" + i + "].pool", item(PlaceSide.TARGET, PoolRef.of(target))));
        }
        return places;
    }

    private static PlacesQuestion.Item item(PlaceSide side, PoolRef pool) {
        return new PlacesQuestion.Item(side, pool.cluster(), pool.pool(), pool.namespace());
    }
}
