import { Dialog } from "./dialog";
import { Json } from "./json";
import { Copy } from "./copy";
import { t } from "../words";

export function RawDialog({ of, onClose }: { of: unknown; onClose: () => void }) {
  return (
    <Dialog title={t("message_json")} size="large" onClose={onClose} footer={<Copy text={JSON.stringify(of, null, 2)} />}>
      <Json of={of} label={t("message_json")} />
    </Dialog>
  );
}
