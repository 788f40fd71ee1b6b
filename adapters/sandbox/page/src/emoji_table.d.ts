declare module "emoji-table" {
  const table: string;
  export default table;
}
