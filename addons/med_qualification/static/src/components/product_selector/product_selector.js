import { patch } from "@web/core/utils/patch";
import { ProductCatalogKanbanRecord } from "@product/product_catalog/kanban_record";

// a card that cannot be added says why and stands back
patch(ProductCatalogKanbanRecord.prototype, {
    getRecordClasses() {
        const data = this.productCatalogData;
        const classes = super.getRecordClasses(...arguments);
        return data?.readOnly && data?.warning ? `${classes} o_med_not_for_sale` : classes;
    },
});
